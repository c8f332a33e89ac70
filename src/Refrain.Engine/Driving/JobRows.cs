using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>The rows that Describe*Job answers from, as they follow from events that were just folded.</summary>
internal static class JobRows
{
    /// <summary>One row for each job that the events changed.</summary>
    public static ValueList<JobRecord> Of(ExecutionState state, ValueList<ExecutionEvent> events) =>
        events.SelectMany(happened => Changed(state, happened)).ToValueList();

    private static IEnumerable<JobRecord> Changed(ExecutionState state, ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.StepLaunching e => [Running(state, state.Definition[e.Step].Position, JobStatus.InProgress, e.At)],
        ExecutionEvent.StepSucceeded e => Ended(state, state.Definition[e.Step].Position, JobStatus.Completed, e.Result, e.At),
        ExecutionEvent.StepBackedOff e => Ended(state, state.Definition[e.Step].Position, JobStatus.Failed, e.Partial, e.At),
        ExecutionEvent.StepFailed e => Ended(state, state.Definition[e.Step].Position, JobStatus.Failed, e.Partial, e.At),
        ExecutionEvent.StepStopped e => Ended(state, state.Definition[e.Step].Position, JobStatus.Stopped, e.Partial, e.At),
        ExecutionEvent.ExecutionStopping e => state.Definition.Steps
            .Where(step => state[step.Position].State is StepState.Launching or StepState.Running)
            .Select(step => Running(state, step.Position, JobStatus.Stopping, e.At)),
        _ => [],
    };

    private static JobRecord Running(ExecutionState state, int position, JobStatus status, DateTimeOffset now)
    {
        var step = state[position];
        var type = (IJobStepType)step.Definition.Type; // only job steps are launched
        var created = step.Launch!.At; // and this one was
        var progress = new JobProgress(created, now, status, End: null, FailureReason: null);
        return Row(state, position, status, now, type.Describe(JobRequests.Of(state, position), progress));
    }

    private static IEnumerable<JobRecord> Ended(ExecutionState state, int position, JobStatus status, StepResult? result, DateTimeOffset now) =>
        state[position].Launch is not null && result is not null ? [Row(state, position, status, now, result.Properties)] : [];

    private static JobRecord Row(ExecutionState state, int position, JobStatus status, DateTimeOffset now, RawJson document)
    {
        var launch = state[position].Launch!; // see the callers
        var kind = Kind(state[position].Definition);
        // A step that failed may have a job that was stopped (out of time): the document knows.
        return new JobRecord(state.Scope, kind, launch.JobName, document.Parse().Text($"{kind}Status") ?? status.ToString(), launch.At, now, document);
    }

    private static JobKind Kind(StepDefinition step) => Enum.Parse<JobKind>(((IJobStepType)step.Type).JobKind);
}
