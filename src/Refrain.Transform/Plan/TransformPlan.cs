using System.Text.Json.Serialization;

namespace Refrain.Transform.Plan;

/// <summary>What a transform job does: the one file that <c>refrain-transform</c> is given. Paths are as the job sees them, below <c>/opt/ml</c>.</summary>
internal sealed record TransformPlan
{
    /// <summary>The serving processes, in the order in which a record passes them; one, unless the model is an inference pipeline.</summary>
    public required ServingPlan[] Containers { get; init; }

    /// <summary>Directory with the input objects.</summary>
    public required string Input { get; init; }

    /// <summary>Directory for the output objects.</summary>
    public required string Output { get; init; }

    /// <summary>A folder that every output's path begins with; empty for none.</summary>
    public string OutputFolder { get; init; } = "";

    /// <summary>Media type of the input; null when the request names none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Media type that the model is asked for; null when the request names none.</summary>
    public string? Accept { get; init; }

    /// <summary><c>None</c>, <c>Line</c>, <c>RecordIO</c> or <c>TFRecord</c>.</summary>
    public string SplitType { get; init; } = "None";

    /// <summary>True when input objects are compressed.</summary>
    public bool IsGzip { get; init; }

    /// <summary>True for <c>AssembleWith: Line</c>.</summary>
    public bool AssembleWithLine { get; init; }

    /// <summary><c>SingleRecord</c> or <c>MultiRecord</c>; null leaves it to the model.</summary>
    public string? BatchStrategy { get; init; }

    /// <summary>Requests at once; null or 0 leaves it to the model.</summary>
    public int? MaxConcurrentTransforms { get; init; }

    /// <summary>Largest request body in MiB, 0 for any; null leaves it to the model.</summary>
    public int? MaxPayloadInMB { get; init; }

    /// <summary>Seconds for one invocation.</summary>
    public int InvocationsTimeoutSeconds { get; init; } = 600;

    /// <summary>Tries after the first of an invocation.</summary>
    public int InvocationsMaxRetries { get; init; } = 3;

    /// <summary>What of a record is sent; null for all of it.</summary>
    public string? InputFilter { get; init; }

    /// <summary>What of a result is stored; null for all of it.</summary>
    public string? OutputFilter { get; init; }

    /// <summary>True when a result is stored together with the record it is for.</summary>
    public bool JoinInput { get; init; }

    /// <summary>Seconds that the serving processes have to answer their first <c>/ping</c>.</summary>
    public int StartupSeconds { get; init; } = 240;

    /// <summary>Seconds between SIGTERM and SIGKILL for serving processes.</summary>
    public int GraceSeconds { get; init; } = 30;
}

/// <summary>One serving process: a container of the model.</summary>
internal sealed record ServingPlan
{
    /// <summary>The command that serves.</summary>
    public required string[] Command { get; init; }

    /// <summary>Its variables, besides those of the job.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Directory with the container's model data.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>Directory with the archive that is unpacked into <see cref="ModelFolder"/>; null when there is none.</summary>
    public string? ModelArchive { get; init; }

    /// <summary>Directory with the archive of the user's code; null when the code is part of the model, or there is none.</summary>
    public string? CodeArchive { get; init; }

    /// <summary>Directory into which <see cref="CodeArchive"/> is unpacked.</summary>
    public string? CodeFolder { get; init; }
}

/// <summary>The plan's JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TransformPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
