using Refrain.Core.Steps;
using Refrain.Core.Steps.Callback;

namespace Refrain.Core.Executions;

/// <summary>One step's part in the fold: its state, and what its events said on the way.</summary>
public sealed class StepProgress
{
    private StepState? before; // how it ended before its execution was retried
    private int backOffs;
    private int retries; // as callers count them: one is made when its attempt begins
    private int lastAttempt;

    internal StepProgress(StepDefinition definition, StepState state) => (Definition, State) = (definition, state);

    /// <summary>The step as authored.</summary>
    public StepDefinition Definition { get; }

    /// <summary>Where it stands.</summary>
    public StepState State { get; private set; }

    /// <summary>The latest launch; null before the first.</summary>
    public ExecutionEvent.StepLaunching? Launch { get; private set; }

    /// <summary>The message that it sent, or is to send, and waits on; null for other types, and before.</summary>
    public ExecutionEvent.CallbackSending? Callback { get; private set; }

    /// <summary>The earlier run that stands for it; null unless the cache had one.</summary>
    public ExecutionEvent.StepCacheHit? CacheHit { get; private set; }

    /// <summary>When the runtime had the latest job; null before.</summary>
    public DateTimeOffset? JobStartedAt { get; private set; }

    /// <summary>True when somebody asked for the latest job alone to end.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>How the latest job is kept apart; null before it started.</summary>
    public string? Isolation { get; private set; }

    /// <summary>When it left waiting; when its execution was retried, it tells of the time before until the step begins again.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Its result, or what a failed or stopped job left.</summary>
    public StepResult? Result { get; private set; }

    /// <summary>What the attempts that were followed by another one ended with, in order, since the step was started.</summary>
    public ValueList<string> SpentRetries { get; private set; } = [];

    internal int Length { get; private set; }

    internal void Apply(ExecutionEvent happened, int length)
    {
        var from = State;
        State = StepTransitions.Next(from, happened);
        Length = length;
        if (from is StepState.Waiting)
        {
            BeginAnew(happened.At);
        }

        switch (happened)
        {
            case ExecutionEvent.StepLaunching e:
                (Launch, Isolation, retries) = (e, null, backOffs);
                (JobStartedAt, IsStopping) = (null, false);
                break;
            case ExecutionEvent.CallbackSending e:
                (Callback, retries) = (e, backOffs);
                break;
            case ExecutionEvent.StepBackedOff e:
                retries = backOffs++;
                SpentRetries = e.Exception is { } exception ? [.. SpentRetries, exception] : SpentRetries;
                break;
            case ExecutionEvent.StepCacheHit e:
                (CacheHit, Result, EndedAt, retries) = (e, e.Result, e.At, backOffs);
                break;
            case ExecutionEvent.StepStarted e:
                (Isolation, JobStartedAt) = (e.Isolation, e.At);
                break;
            case ExecutionEvent.StepStopping:
                IsStopping = true;
                break;
            case ExecutionEvent.StepSucceeded e:
                (Result, EndedAt, lastAttempt, retries) = (e.Result, e.At, e.Attempt, backOffs);
                break;
            case ExecutionEvent.StepFailed e:
                (Result, EndedAt, lastAttempt, retries) = (e.Partial, e.At, e.Attempt, backOffs);
                break;
            case ExecutionEvent.StepStopped e:
                (Result, EndedAt, lastAttempt) = (e.Partial, e.At, e.Attempt); // stopped between two attempts: the second was not made
                break;
        }
    }

    /// <summary>
    /// Its execution was retried: it failed, or was stopped, and waits again. What it shows stays as it was until it begins; its attempts are counted on, since they name jobs.
    /// </summary>
    internal void WaitAgain() => (before, State) = (State, new StepState.Waiting(lastAttempt + 1));

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
        Status = Status(stopping || IsStopping),
        StartedAt = StartedAt ?? throw new System.Diagnostics.UnreachableException(),
        EndedAt = EndedAt,
        Retries = retries,
        FailureReason = Shown is StepState.Failed { Reason: { Length: > 0 } reason } ? Cut(reason) : null,
        Metadata = Result?.Metadata ?? (Callback is { } sent ? CallbackStepType.Metadata(sent.Token, sent.QueueUrl, outputs: null) : JobMetadata(jobArn)),
        JobName = Launch?.JobName,
        JobAttempt = Launch?.Attempt,
        Isolation = Isolation,
        Result = State is StepState.Succeeded or StepState.Supplied ? Result : null,
        Identity = CacheHit is { } hit ? hit.SourceIdentity : Launch?.Identity,
        CacheKey = CacheHit?.Key ?? Launch?.CacheKey,
        CacheHit = CacheHit is { } found ? new CacheHit(found.Source, found.SourceStartedAt, found.SourceEndedAt) : null,
        Length = Length,
    };

    // What callers see: for a step that waits again how it ended before.
    private StepState Shown => State is StepState.Waiting && before is not null ? before : State;

    private void BeginAnew(DateTimeOffset at)
    {
        (StartedAt, EndedAt, Result, Launch, Callback, Isolation) = (at, null, null, null, null, null);
        (before, backOffs, retries, SpentRetries) = (null, 0, 0, []);
    }

    private RawJson? JobMetadata(string? jobArn) =>
        jobArn is not null && Definition.Type is IJobStepType type ? JobDocument.Metadata(type.JobKind, jobArn) : null;

    private StepStatus Status(bool stopping) => Shown switch
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
