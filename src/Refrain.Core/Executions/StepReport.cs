using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>
/// What callers can read about one step of one execution: the projection of its events, saved with them. Reused steps have no report of their own:
/// theirs is computed from the execution that ran them.
/// </summary>
public sealed record StepReport
{
    /// <summary>The step.</summary>
    public required StepName Step { get; init; }

    /// <summary>Its position in the definition: the tie-break of lists.</summary>
    public required int Position { get; init; }

    /// <summary><c>Processing</c>, <c>Training</c> ...: what R8 compares.</summary>
    public required string Type { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepStatus Status { get; init; }

    /// <summary>When it left waiting.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Retries made: 0 for a step that ran once (spec 04, 2).</summary>
    public int Retries { get; init; }

    /// <summary>Only when failed; already cut to 1024 characters.</summary>
    public string? FailureReason { get; init; }

    /// <summary>The wire's Metadata; null until the job exists.</summary>
    public RawJson? Metadata { get; init; }

    /// <summary>Name of the latest job; null for steps without one.</summary>
    public string? JobName { get; init; }

    /// <summary>Which attempt the latest job is: counted over all retries of the execution, as its token is. Null for steps without a job, and in records of before it was kept.</summary>
    public int? JobAttempt { get; init; }

    /// <summary>The highest attempt there is: whose log is the latest.</summary>
    public int LatestAttempt => JobAttempt ?? Retries + 1;

    /// <summary>How the latest job is kept apart from the host.</summary>
    public string? Isolation { get; init; }

    /// <summary>Properties, property files, outputs; null until the step ended with a result.</summary>
    public StepResult? Result { get; init; }

    /// <summary>What made the result: for a cache hit that of the run that stands for the step. Null for steps without a job.</summary>
    public StepIdentity? Identity { get; init; }

    /// <summary>What the step was looked up by, or would be; null for steps that are never cached.</summary>
    public StepCacheKey? CacheKey { get; init; }

    /// <summary>The earlier run that stands for this step; null unless the cache had one.</summary>
    public CacheHit? CacheHit { get; init; }

    /// <summary>Length of the history right after the event this report was last changed by.</summary>
    public required int Length { get; init; }
}

/// <summary>The run that stands for a step.</summary>
/// <param name="Source">The execution that really ran the step.</param>
/// <param name="StartedAt">When that run started.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record CacheHit(PipelineExecutionArn Source, DateTimeOffset StartedAt, DateTimeOffset EndedAt);
