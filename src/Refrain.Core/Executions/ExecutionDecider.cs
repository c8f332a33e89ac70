using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Callback;
using Refrain.Core.Steps.Fail;

namespace Refrain.Core.Executions;

/// <summary>What follows from what was noticed: state and observation in, events out. Pure.</summary>
public static class ExecutionDecider
{
    private const string StepsFailed = "Step failure: One or multiple steps failed.";

    /// <summary>The events of one observation; none when it comes too late (the step moved on).</summary>
    public static ValueList<ExecutionEvent> Decide(ExecutionState state, Observation noticed, DateTimeOffset now)
    {
        var step = state[noticed.Position];
        var name = step.Definition.Name;
        var due = step.State switch { StepState.Waiting w => w.NextAttempt, StepState.BackingOff b => b.NextAttempt, _ => noticed.Attempt };
        if (state.IsEnded || due != noticed.Attempt)
        {
            return []; // it speaks of what is over
        }

        return (step.State, noticed) switch
        {
            // What was made is made, also when a stop came meanwhile.
            (StepState.Waiting or StepState.BackingOff, Observation.Done o) => [new ExecutionEvent.StepSucceeded(now, name, o.Attempt, o.Result)],

            // A stop or a failure elsewhere came while the step was being prepared: it does not start.
            (StepState.Waiting or StepState.BackingOff, _) when !MayStart(state) => step.State is StepState.BackingOff b
                ? [new ExecutionEvent.StepStopped(now, name, b.NextAttempt, null)]
                : [],
            (StepState.Waiting or StepState.BackingOff, Observation.Prepared o) =>
                [new ExecutionEvent.StepLaunching(now, name, o.Attempt, o.JobName, o.Arguments, o.Identity, o.Inputs, o.CacheKey, o.Model)],
            (StepState.Waiting, Observation.CallbackPrepared o) =>
                [new ExecutionEvent.CallbackSending(now, name, o.Attempt, o.Token, o.QueueUrl, o.Arguments, now + CallbackStepType.LongestWait)],
            (StepState.Launching l, Observation.CallbackRefused o) when l.Attempt == o.Attempt => [GiveUp(state, step, o.Reason, now)],
            (StepState.Launching or StepState.Running, Observation.Woken o) when step.Callback?.Attempt == o.Attempt && now >= state.CallbackDeadline(o.Position) =>
                [GiveUp(state, step, "ClientError: Nobody answered the callback's message in time.", now)],
            (StepState.Waiting or StepState.BackingOff, Observation.Cached o) => [Hit(name, o, now)],
            (StepState.Waiting or StepState.BackingOff, Observation.Impossible o) => [new ExecutionEvent.StepFailed(now, name, o.Attempt, o.Reason, null)],
            (StepState.Waiting or StepState.BackingOff, Observation.FailReached o) => [new ExecutionEvent.StepFailed(now, name, o.Attempt, o.Message, FailResult(o.Message))],
            (StepState.Waiting or StepState.BackingOff, Observation.Faulted o) => [Fault(state, step, o.Fault, o.Reason, o.Attempt, now)],
            (StepState.Launching l, Observation.LaunchFaulted o) when l.Attempt == o.Attempt => [Fault(state, step, o.Fault, o.Reason, o.Attempt, now)],
            (StepState.Launching l, Observation.Launched o) when l.Attempt == o.Attempt =>
                [new ExecutionEvent.StepStarted(now, name, o.Attempt, o.JobHandle, o.Isolation)],
            (StepState.Running r, Observation.Ended o) when r.Attempt == o.Attempt => [End(state, step, o, now)],
            _ => [],
        };
    }

    /// <summary>The event that ends the execution when nothing runs and nothing can start any more; null before.</summary>
    public static ExecutionEvent? Conclude(ExecutionState state, DateTimeOffset now)
    {
        if (state.IsEnded || state.ActiveCount > 0 || state.HasReadyStep)
        {
            return null;
        }

        return (state.HasFailedStep, state.Status) switch
        {
            (true, _) => new ExecutionEvent.ExecutionFailed(now, StepsFailed),
            (_, ExecutionStatus.Stopping) => new ExecutionEvent.ExecutionStopped(now),
            _ => new ExecutionEvent.ExecutionSucceeded(now),
        };
    }

    private static bool MayStart(ExecutionState state) => state.Status == ExecutionStatus.Executing && !state.HasFailedStep;

    private static ExecutionEvent.StepCacheHit Hit(Identifiers.StepName name, Observation.Cached cached, DateTimeOffset now) => new(
        now, name, cached.Run.Hit.Source, cached.Run.Result, cached.Key, cached.Run.Hit.StartedAt, cached.Run.Hit.EndedAt, cached.Run.Identity,
        cached.Identity, cached.Arguments);

    private static ExecutionEvent GiveUp(ExecutionState state, StepProgress step, string reason, DateTimeOffset now)
    {
        var sent = step.Callback!; // see the callers
        var partial = new StepResult { Metadata = CallbackStepType.Metadata(sent.Token, sent.QueueUrl, outputs: null), Properties = RawJson.EmptyObject };
        return state.Status == ExecutionStatus.Stopping
            ? new ExecutionEvent.StepStopped(now, sent.Step, sent.Attempt, partial)
            : new ExecutionEvent.StepFailed(now, sent.Step, sent.Attempt, reason, partial);
    }

    private static ExecutionEvent End(ExecutionState state, StepProgress step, Observation.Ended ended, DateTimeOffset now)
    {
        var name = step.Definition.Name;
        var result = Result(state, step, ended.End, ended.PropertyFiles, now);
        return ended.End.Outcome switch
        {
            JobOutcome.Exited { Code: 0 } => new ExecutionEvent.StepSucceeded(now, name, ended.Attempt, result),
            JobOutcome.Stopped when state.Status == ExecutionStatus.Stopping => new ExecutionEvent.StepStopped(now, name, ended.Attempt, result),
            var outcome => Failure(state, step, ended.Attempt, RetrySchedule.Raised(outcome), JobFailure.StepReason(JobFailure.Reason(ended.End, Limits.Default)), result, now),
        };
    }

    // When there is a launch on record, so is its job: what ends the attempt ends the job, too, although the runtime never had it.
    private static ExecutionEvent Fault(ExecutionState state, StepProgress step, StepFault fault, string reason, int attempt, DateTimeOffset now)
    {
        var (isLaunching, isStopping) = (step.State is StepState.Launching, state.Status == ExecutionStatus.Stopping);
        var outcome = isStopping ? (JobOutcome)new JobOutcome.Stopped() : new JobOutcome.Lost(reason);
        var partial = isLaunching ? Result(state, step, new JobEnd { Outcome = outcome, EndedAt = now }, [], now) : null;
        return isStopping
            ? new ExecutionEvent.StepStopped(now, step.Definition.Name, attempt, partial)
            : Failure(state, step, attempt, RetrySchedule.Raised(fault), $"{Kind(fault)}: {reason}", partial, now);
    }

    private static ExecutionEvent Failure(
        ExecutionState state, StepProgress step, int attempt, string? exception, string reason, StepResult? partial, DateTimeOffset now)
    {
        var startedAt = step.State is StepState.Waiting ? now : step.StartedAt ?? now;
        return MayStart(state) && !step.IsStopping && exception is not null && RetrySchedule.Next(step.Definition, exception, step.SpentRetries, startedAt, now) is { } until
            ? new ExecutionEvent.StepBackedOff(now, step.Definition.Name, attempt + 1, until, reason, exception, partial)
            : new ExecutionEvent.StepFailed(now, step.Definition.Name, attempt, reason, partial);
    }

    private static string Kind(StepFault fault) => fault switch
    {
        StepFault.Service => "InternalServerError",
        StepFault.Throttling => "ThrottlingException",
        StepFault.Capacity => "CapacityError",
        StepFault.ResourceLimit => "ResourceLimitExceeded",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static StepResult Result(ExecutionState state, StepProgress step, JobEnd end, ValueList<PropertyFileContent> propertyFiles, DateTimeOffset now)
    {
        var type = (IJobStepType)step.Definition.Type; // only job steps are ever Running
        var request = JobRequests.Of(state, step.Definition.Position);
        var document = type.Describe(request, JobRequests.Progress(state, step.Definition.Position, end, now));
        return new StepResult
        {
            Metadata = JobDocument.Metadata(type.JobKind, request.JobArn),
            Properties = document,
            PropertyFiles = propertyFiles,
            Outputs = end.Outputs,
            Metrics = end.Metrics,
        };
    }

    private static StepResult FailResult(string message) => new() { Metadata = FailStepType.Metadata(message), Properties = RawJson.EmptyObject };
}
