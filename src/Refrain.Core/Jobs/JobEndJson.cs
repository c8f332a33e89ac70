using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Jobs;

/// <summary>A job's end as runtimes keep it on disk, generated at compile time (here, because the converters of the identifiers are Core's own).</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobEnd))]
[JsonSerializable(typeof(RecordedOutput))]
[JsonSerializable(typeof(ManifestEntry))]
[JsonSerializable(typeof(MetricValue))]
[JsonSerializable(typeof(S3Uri))]
public sealed partial class JobEndJson : JsonSerializerContext;
