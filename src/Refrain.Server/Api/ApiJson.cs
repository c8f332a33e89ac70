using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Refrain.Server.Api;

/// <summary>Every shape of Refrain's own endpoints. Nulls are not written; members that no shape has are refused.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(BackupInput))]
[JsonSerializable(typeof(BackupOutput))]
[JsonSerializable(typeof(VerificationOutput))]
[JsonSerializable(typeof(DoctorOutput))]
[JsonSerializable(typeof(GarbageInput))]
[JsonSerializable(typeof(GarbageOutput))]
[JsonSerializable(typeof(CoverageOutput))]
[JsonSerializable(typeof(ExecutionDiffOutput))]
[JsonSerializable(typeof(ExecutionStepsOutput))]
[JsonSerializable(typeof(ExplanationOutput))]
[JsonSerializable(typeof(PlanInput))]
[JsonSerializable(typeof(StartInput))]
[JsonSerializable(typeof(ResumeInput))]
[JsonSerializable(typeof(StartResumeInput))]
[JsonSerializable(typeof(PlanOutput))]
[JsonSerializable(typeof(StartedOutput))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class ApiJson : JsonSerializerContext;

[Description("What went wrong. The server's other doors speak of errors in AWS's words; the types are the same.")]
internal sealed record ApiError(
    [property: JsonPropertyName("__type"), Description("The kind of error, for programs: ValidationException, ResourceNotFound ...")] string Type,
    [property: Description("What is wrong, where, and the remedy, for people.")] string Message);
