using Refrain.Core.Jobs;
using Refrain.Core.Steps;
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
        var due = step.State switch { StepState.Waiting => 1, StepState.BackingOff b => b.NextAttempt, _ => noticed.Attempt };
        if (state.IsEnded || due != noticed.Attempt)
        {
            return []; // it speaks of what is over
        }

        return (step.State, noticed) switch
        {
            // What was made is made, also when a stop came meanwhile.
            (StepState.Waiting, Observation.Done o) => [new ExecutionEvent.StepSucceeded(now, name, o.Attempt, o.Result)],

            // A stop or a failure elsewhere came while the step was being prepared: it does not start.
            (StepState.Waiting or StepState.BackingOff, _) when !MayStart(state) => step.State is StepState.BackingOff b
                ? [new ExecutionEvent.StepStopped(now, name, b.NextAttempt, null)]
                : [],
            (StepState.Waiting or StepState.BackingOff, Observation.Prepared o) =>
                [new ExecutionEvent.StepLaunching(now, name, o.Attempt, o.JobName, o.Arguments, o.Identity, o.Inputs, o.CacheKey)],
            (StepState.Waiting, Observation.Cached o) => [Hit(name, o, now)],
            (StepState.Waiting or StepState.BackingOff, Observation.Impossible o) => [new ExecutionEvent.StepFailed(now, name, o.Attempt, o.Reason, null)],
            (StepState.Waiting, Observation.FailReached o) => [new ExecutionEvent.StepFailed(now, name, o.Attempt, o.Message, FailResult(o.Message))],
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

    private static ExecutionEvent End(ExecutionState state, StepProgress step, Observation.Ended ended, DateTimeOffset now)
    {
        var name = step.Definition.Name;
        var result = Result(state, step, ended, now);
        return ended.End.Outcome switch
        {
            JobOutcome.Exited { Code: 0 } => new ExecutionEvent.StepSucceeded(now, name, ended.Attempt, result),
            JobOutcome.Stopped when state.Status == ExecutionStatus.Stopping => new ExecutionEvent.StepStopped(now, name, ended.Attempt, result),
            _ => new ExecutionEvent.StepFailed(now, name, ended.Attempt, JobFailure.StepReason(JobFailure.Reason(ended.End, Limits.Default)), result),
        };
    }

    private static StepResult Result(ExecutionState state, StepProgress step, Observation.Ended ended, DateTimeOffset now)
    {
        var type = (IJobStepType)step.Definition.Type; // only job steps are ever Running
        var request = JobRequests.Of(state, step.Definition.Position);
        var document = type.Describe(request, JobRequests.Progress(step, ended.End, now));
        return new StepResult
        {
            Metadata = JobDocument.Metadata(type.JobKind, request.JobArn),
            Properties = document,
            PropertyFiles = ended.PropertyFiles,
            Outputs = ended.End.Outputs,
            Metrics = ended.End.Metrics,
        };
    }

    private static StepResult FailResult(string message) => new() { Metadata = FailStepType.Metadata(message), Properties = RawJson.EmptyObject };
}
