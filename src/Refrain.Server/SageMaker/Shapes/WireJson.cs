using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Refrain.Aws.AwsJson;
namespace Refrain.Server.SageMaker.Shapes;

/// <summary>Every shape that crosses the wire. Nulls are never written; unknown members are ignored.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PipelineOutput))]
[JsonSerializable(typeof(CreatePipelineInput))]
[JsonSerializable(typeof(UpdatePipelineInput))]
[JsonSerializable(typeof(UpdatePipelineOutput))]
[JsonSerializable(typeof(DescribePipelineInput))]
[JsonSerializable(typeof(DescribePipelineOutput))]
[JsonSerializable(typeof(DeletePipelineInput))]
[JsonSerializable(typeof(ListPipelinesInput))]
[JsonSerializable(typeof(ListPipelinesOutput))]
[JsonSerializable(typeof(PipelineSummary))]
[JsonSerializable(typeof(ListPipelineVersionsInput))]
[JsonSerializable(typeof(ListPipelineVersionsOutput))]
[JsonSerializable(typeof(PipelineVersionSummary))]
[JsonSerializable(typeof(UpdatePipelineVersionInput))]
[JsonSerializable(typeof(ExecutionOutput))]
[JsonSerializable(typeof(StartPipelineExecutionInput))]
[JsonSerializable(typeof(StopPipelineExecutionInput))]
[JsonSerializable(typeof(RetryPipelineExecutionInput))]
[JsonSerializable(typeof(UpdatePipelineExecutionInput))]
[JsonSerializable(typeof(SendPipelineExecutionStepSuccessInput))]
[JsonSerializable(typeof(SendPipelineExecutionStepFailureInput))]
[JsonSerializable(typeof(ExecutionInput))]
[JsonSerializable(typeof(DescribePipelineExecutionOutput))]
[JsonSerializable(typeof(ListPipelineExecutionsInput))]
[JsonSerializable(typeof(ListPipelineExecutionsOutput))]
[JsonSerializable(typeof(ExecutionSummary))]
[JsonSerializable(typeof(ListPipelineExecutionStepsInput))]
[JsonSerializable(typeof(ListPipelineExecutionStepsOutput))]
[JsonSerializable(typeof(ExecutionStep))]
[JsonSerializable(typeof(ListPipelineParametersInput))]
[JsonSerializable(typeof(ListPipelineParametersOutput))]
[JsonSerializable(typeof(ParameterShape))]
[JsonSerializable(typeof(DefinitionForExecutionOutput))]
[JsonSerializable(typeof(DescribeProcessingJobInput))]
[JsonSerializable(typeof(DescribeTrainingJobInput))]
[JsonSerializable(typeof(DescribeModelInput))]
[JsonSerializable(typeof(DescribeModelPackageInput))]
[JsonSerializable(typeof(ListModelPackagesInput))]
[JsonSerializable(typeof(ListModelPackagesOutput))]
[JsonSerializable(typeof(ModelPackageSummary))]
[JsonSerializable(typeof(SelectiveExecutionConfigShape))]
internal sealed partial class WireJson : JsonSerializerContext
{
    // Relaxed escaping: a definition is one long string full of quotes, and people read these answers.
    private static readonly WireJson Wire = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TimestampJson() },
    });

    /// <summary>How a shape is read and written.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() =>
        Wire.GetTypeInfo(typeof(T)) as JsonTypeInfo<T> ?? throw new System.Diagnostics.UnreachableException($"{typeof(T).Name} is missing in WireJson.");
}

/// <summary>Timestamps: epoch seconds with milliseconds; ISO 8601 is read too.</summary>
internal sealed class TimestampJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return AwsTimestamp.Read(document.RootElement) ?? throw new JsonException("expected a timestamp: seconds since 1970, or ISO 8601");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(AwsTimestamp.ToEpochSeconds(value));
}
