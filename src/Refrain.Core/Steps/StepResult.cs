using Refrain.Core.Jobs;

namespace Refrain.Core.Steps;

/// <summary>What a finished step exposes to later steps and to later executions.</summary>
public sealed record StepResult
{
    /// <summary>The wire's <c>Metadata</c> document: exactly one member (<c>{"TrainingJob":{"Arn":...}}</c>).</summary>
    public required RawJson Metadata { get; init; }

    /// <summary>The document <c>Steps.NAME</c> resolves against: the matching Describe answer (spec 01, 4).</summary>
    public required RawJson Properties { get; init; }

    /// <summary>Property files as they were when the step ended: a later run may overwrite the object they came from.</summary>
    public ValueList<PropertyFileContent> PropertyFiles { get; init; } = [];

    /// <summary>What the outputs held, by blob: what a later step stages, whatever the keys point at then.</summary>
    public ValueList<RecordedOutput> Outputs { get; init; } = [];

    /// <summary>The last metric values of a job.</summary>
    public ValueList<MetricValue> Metrics { get; init; } = [];
}

/// <summary>A property file's content, or why there is none (not JSON).</summary>
public sealed record PropertyFileContent(string Name, RawJson? Content, string? Problem);

/// <summary>
/// What made a step's result what it is: SHA-256 digests of its parts, recorded at every launch. Freshness, explain and the cache compare them.
/// </summary>
public sealed record StepIdentity
{
    /// <summary>The step as authored (its JSON, members sorted).</summary>
    public required string Definition { get; init; }

    /// <summary>The resolved arguments (members sorted).</summary>
    public required string Arguments { get; init; }

    /// <summary>Image URI as given; empty for steps without one.</summary>
    public required string Image { get; init; }

    /// <summary>What stood for the image on the machine that ran it (an entry of the image catalogue); null for an image that stands for itself, and in what was recorded before there was a catalogue.</summary>
    public string? Runtime { get; init; }

    /// <summary>Environment and hyperparameters.</summary>
    public required string Environment { get; init; }

    /// <summary>Bytes of the code inputs; empty when the step has none.</summary>
    public required string Code { get; init; }

    /// <summary>Bytes of every other input, by name.</summary>
    public ValueList<InputDigest> Inputs { get; init; } = [];
}

/// <summary>The digest of one input's manifest, with the place it came from.</summary>
public sealed record InputDigest(string Name, string S3Uri, string Digest);
