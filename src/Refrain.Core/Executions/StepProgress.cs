using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>One step's part in the fold: its state, and what its events said on the way.</summary>
public sealed class StepProgress
{
    internal StepProgress(StepDefinition definition, StepState state) => (Definition, State) = (definition, state);

    /// <summary>The step as authored.</summary>
    public StepDefinition Definition { get; }

    /// <summary>Where it stands.</summary>
    public StepState State { get; private set; }

    /// <summary>The latest launch; null before the first.</summary>
    public ExecutionEvent.StepLaunching? Launch { get; private set; }

    /// <summary>The earlier run that stands for it; null unless the cache had one.</summary>
    public ExecutionEvent.StepCacheHit? CacheHit { get; private set; }

    /// <summary>How the latest job is kept apart; null before it started.</summary>
    public string? Isolation { get; private set; }

    /// <summary>When it left waiting.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Its result, or what a failed or stopped job left.</summary>
    public StepResult? Result { get; private set; }

    internal int Length { get; private set; }

    internal void Apply(ExecutionEvent happened, int length)
    {
        State = StepTransitions.Next(State, happened);
        Length = length;
        StartedAt ??= happened.At;
        switch (happened)
        {
            case ExecutionEvent.StepLaunching e:
                (Launch, Isolation) = (e, null);
                break;
            case ExecutionEvent.StepCacheHit e:
                (CacheHit, Result, EndedAt) = (e, e.Result, e.At);
                break;
            case ExecutionEvent.StepStarted e:
                Isolation = e.Isolation;
                break;
            case ExecutionEvent.StepSucceeded e:
                (Result, EndedAt) = (e.Result, e.At);
                break;
            case ExecutionEvent.StepFailed e:
                (Result, EndedAt) = (e.Partial, e.At);
                break;
            case ExecutionEvent.StepStopped e:
                (Result, EndedAt) = (e.Partial, e.At);
                break;
        }
    }

    internal void Supply(StepResult result, DateTimeOffset at)
    {
        (State, Result, StartedAt, EndedAt) = (new StepState.Supplied(result), result, at, at);
        Length = 1;
    }

    internal void Skip() => State = new StepState.Skipped();

    internal void Touch(int length) => Length = length;

    /// <summary>What callers can read. Only for steps that left waiting.</summary>
    internal StepReport Report(bool stopping, string? jobArn) => new()
    {
        Step = Definition.Name,
        Position = Definition.Position,
        Type = Definition.Type.Name,
        Status = Status(stopping),
        StartedAt = StartedAt ?? throw new System.Diagnostics.UnreachableException(),
        EndedAt = EndedAt,
        Retries = Math.Max(0, (Launch?.Attempt ?? 1) - 1),
        FailureReason = State is StepState.Failed { Reason: { Length: > 0 } reason } ? Cut(reason) : null,
        Metadata = Result?.Metadata ?? JobMetadata(jobArn),
        JobName = Launch?.JobName,
        Isolation = Isolation,
        Result = State is StepState.Succeeded or StepState.Supplied ? Result : null,
        Identity = CacheHit is { } hit ? hit.SourceIdentity : Launch?.Identity,
        CacheKey = CacheHit?.Key ?? Launch?.CacheKey,
        CacheHit = CacheHit is { } found ? new CacheHit(found.Source, found.SourceStartedAt, found.SourceEndedAt) : null,
        Length = Length,
    };

    private RawJson? JobMetadata(string? jobArn) =>
        jobArn is not null && Definition.Type is IJobStepType type ? JobDocument.Metadata(type.JobKind, jobArn) : null;

    private StepStatus Status(bool stopping) => State switch
    {
        StepState.Launching when !stopping => StepStatus.Starting,
        StepState.Running or StepState.BackingOff when !stopping => StepStatus.Executing,
        StepState.Launching or StepState.Running or StepState.BackingOff => StepStatus.Stopping,
        StepState.Succeeded or StepState.Supplied => StepStatus.Succeeded,
        StepState.Failed => StepStatus.Failed,
        StepState.Stopped => StepStatus.Stopped,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Cut(string reason) =>
        reason.Length <= Limits.Default.StepFailureReasonCharacters ? reason : reason[..Limits.Default.StepFailureReasonCharacters];
}
