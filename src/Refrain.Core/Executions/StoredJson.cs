using System.Text.Json.Serialization;
using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>The JSON of everything that is stored: additive only, every old text stays readable (goldens in the tests).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = JsonText.MaxDepth)]
[JsonSerializable(typeof(ExecutionEvent))]
[JsonSerializable(typeof(StepResult))]
[JsonSerializable(typeof(StepIdentity))]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobEnd))]
[JsonSerializable(typeof(ExecutionPlan))]
[JsonSerializable(typeof(ReuseSource))]
[JsonSerializable(typeof(SuppliedResult))]
[JsonSerializable(typeof(ForcedCondition))]
[JsonSerializable(typeof(BoundParameter))]
[JsonSerializable(typeof(ManifestEntry))]
[JsonSerializable(typeof(JobInput))]
[JsonSerializable(typeof(ServedContainer))]
[JsonSerializable(typeof(JobOutput))]
[JsonSerializable(typeof(JobFile))]
[JsonSerializable(typeof(EnvironmentVariable))]
[JsonSerializable(typeof(MetricDefinition))]
[JsonSerializable(typeof(MetricValue))]
[JsonSerializable(typeof(RecordedOutput))]
[JsonSerializable(typeof(PropertyFileContent))]
[JsonSerializable(typeof(InputDigest))]
[JsonSerializable(typeof(StepCacheKey))]
[JsonSerializable(typeof(CacheKeyComponent))]
[JsonSerializable(typeof(CacheHit))]
[JsonSerializable(typeof(string))]
public sealed partial class StoredJson : JsonSerializerContext
{
    /// <summary>The stored text of an event.</summary>
    public static string Write(ExecutionEvent happened) => JsonSerializer.Serialize(happened, Default.ExecutionEvent);

    /// <summary>Reads a stored event.</summary>
    /// <exception cref="JsonException">The history is damaged.</exception>
    public static ExecutionEvent ReadEvent(string text) =>
        JsonSerializer.Deserialize(text, Default.ExecutionEvent) ?? throw new JsonException("A stored event is null.");
}
