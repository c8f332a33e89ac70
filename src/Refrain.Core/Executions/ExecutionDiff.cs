using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Executions;

/// <summary>What is different in the second of two executions of a pipeline.</summary>
/// <param name="Old">The first.</param>
/// <param name="New">The second.</param>
/// <param name="Definition">How the definition was changed between them.</param>
/// <param name="Parameters">Parameters whose values differ: those of the second in its order, then those that only the first has.</param>
/// <param name="Steps">Every step that started or was reused in one of them: those of the second definition in its order, then those that only the first has.</param>
public sealed record ExecutionDiff(ExecutionSide Old, ExecutionSide New, DefinitionDiff Definition, ValueList<ParameterDifference> Parameters, ValueList<StepDifference> Steps)
{
    /// <summary>Whether both did the same, with the same in and out. How long it took does not count, nor whether a step ran or an earlier result stood for it.</summary>
    public bool IsEqual => Definition.IsEmpty && Parameters.Count == 0 && Old.Status == New.Status && Steps.All(step => !step.IsChanged);
}

/// <summary>One of the two executions.</summary>
/// <param name="Arn">Which.</param>
/// <param name="Version">The version of the pipeline it ran.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Duration">How long it took; null while it runs.</param>
public sealed record ExecutionSide(PipelineExecutionArn Arn, int Version, ExecutionStatus Status, DateTimeOffset StartedAt, TimeSpan? Duration);

/// <summary>A parameter with two values; null where the execution had no such parameter.</summary>
public sealed record ParameterDifference(string Name, string? Old, string? New);

/// <summary>A step in both executions.</summary>
/// <param name="Step">The step.</param>
/// <param name="Type">Its type, in the second execution where both have it.</param>
/// <param name="Old">What became of it in the first; null when it was not reached.</param>
/// <param name="New">What became of it in the second; null when it was not reached.</param>
/// <param name="Inputs">All inputs of both, those that are the same too.</param>
/// <param name="Parts">What else its job was made of and is not the same: <c>code</c>, <c>image</c>, <c>environment</c>. Only when it had a job in both.</param>
/// <param name="Metrics">All metrics of both, those that are the same too.</param>
public sealed record StepDifference(
    StepName Step, string Type, StepSide? Old, StepSide? New, ValueList<InputDifference> Inputs, ValueList<string> Parts, ValueList<MetricDifference> Metrics)
{
    /// <summary>Whether anything but the time it took is different.</summary>
    public bool IsChanged =>
        Old?.Status != New?.Status || Old?.Outcome != New?.Outcome || Parts.Count > 0 || Inputs.Any(input => input.IsChanged) || Metrics.Any(metric => metric.IsChanged);
}

/// <summary>What became of a step.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Outcome">What a condition found; null for other steps.</param>
/// <param name="Origin">Whether it ran.</param>
/// <param name="Duration">How long the run that made the result took, wherever that was; null while it runs.</param>
public sealed record StepSide(StepStatus Status, bool? Outcome, StepOrigin Origin, TimeSpan? Duration);

/// <summary>Where a step's result is from.</summary>
public enum StepOrigin
{
    /// <summary>It ran in this execution.</summary>
    Run,

    /// <summary>It was taken from the reference.</summary>
    Reuse,

    /// <summary>It was found in the cache.</summary>
    CacheHit,
}

/// <summary>An input by its name; digests are those of the bytes. Null where the execution's step had no such input.</summary>
public sealed record InputDifference(string Name, string? OldUri, string? OldDigest, string? NewUri, string? NewDigest)
{
    /// <summary>Whether other bytes went in. The same bytes under another key are the same.</summary>
    public bool IsChanged => OldDigest != NewDigest;
}

/// <summary>A metric of the job, or a number of a property file (<c>FILE.path.of.the.number</c>). Null where there was none.</summary>
public sealed record MetricDifference(string Name, double? Old, double? New)
{
    /// <summary>The new number less the old; null when there are not two, or when the difference is no number.</summary>
    public double? Difference => New - Old is { } difference && double.IsFinite(difference) ? difference : null;

    /// <summary>Whether it is another number.</summary>
    public bool IsChanged => Old != New;
}
