using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Driving;

/// <summary>The rows that Describe*Job and List*Jobs answer from, as they follow from events that were just folded.</summary>
internal sealed class JobRows(ExecutionState state, string executionId)
{
    /// <summary>One row for each job that the events changed.</summary>
    public static ValueList<JobRecord> Of(ExecutionState state, PipelineExecutionArn execution, ValueList<ExecutionEvent> events)
    {
        var rows = new JobRows(state, execution.ExecutionId);
        return events.SelectMany(rows.Changed).ToValueList();
    }

    private IEnumerable<JobRecord> Changed(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.StepLaunching e => Running(At(e.Step), e.At, isNew: true),
        ExecutionEvent.StepStarted e => Running(At(e.Step), e.At),
        ExecutionEvent.StepStopping e => Running(At(e.Step), e.At),
        ExecutionEvent.StepSucceeded e => Ended(At(e.Step), e.Result, e.At),
        ExecutionEvent.StepBackedOff when IsDirect => [], // another attempt of the same job follows
        ExecutionEvent.StepBackedOff e => Ended(At(e.Step), e.Partial, e.At),
        ExecutionEvent.StepFailed e when IsDirect && e.Partial is null => [Unmade(JobStatus.Failed, e.Reason, e.At)],
        ExecutionEvent.StepFailed e => Ended(At(e.Step), e.Partial, e.At),
        ExecutionEvent.StepStopped e => Ended(At(e.Step), e.Partial, e.At),
        ExecutionEvent.ExecutionStopping e => state.Definition.Steps
            .Where(step => IsDirect || state[step.Position].State is StepState.Launching or StepState.Running)
            .SelectMany(step => Running(step.Position, e.At)),
        ExecutionEvent.ExecutionStopped e when IsDirect && state[0].Result is null => [Unmade(JobStatus.Stopped, reason: null, e.At)],
        _ => [],
    };

    private bool IsDirect => state.Plan.Job is not null;

    private int At(StepName step) => state.Definition[step].Position;

    // What is launched and is no job (a callback) has no row.
    private IEnumerable<JobRecord> Running(int position, DateTimeOffset now, bool isNew = false)
    {
        if (state[position].Definition.Type is not IJobStepType)
        {
            return [];
        }

        var progress = JobRequests.Progress(state, position, end: null, now);
        var row = Row(position, $"{progress.Status}", now, Describe(position, progress));
        return [isNew && !IsDirect ? row with { New = NewJobs.Of(row, state[position].Definition.Name.Value, JobRequests.Of(state, position).Arguments) } : row];
    }

    // The document knows best how the job ended: a job that was stopped alone ends stopped, and its step failed.
    private IEnumerable<JobRecord> Ended(int position, StepResult? result, DateTimeOffset now) => state[position] is { Launch: not null, Definition.Type: IJobStepType } && result is not null
        ? [Row(position, result.Properties.Parse().Text($"{Type(position).JobKind}Status") ?? "", now, result.Properties)]
        : [];

    /// <summary>A job that was asked for directly and ends before the runtime had it.</summary>
    private JobRecord Unmade(JobStatus status, string? reason, DateTimeOffset now) =>
        Row(0, $"{status}", now, Describe(0, new JobProgress(state.JobCreatedAt(0), now, status, End: null, reason)));

    private RawJson Describe(int position, JobProgress progress) => Type(position).Describe(JobRequests.Of(state, position), progress);

    private JobRecord Row(int position, string status, DateTimeOffset now, RawJson document)
    {
        var name = state.JobName(position) ?? throw new System.Diagnostics.UnreachableException("A job without a name.");
        return new JobRecord(state.Scope, Enum.Parse<JobKind>(Type(position).JobKind), name, status, state.JobCreatedAt(position), now, document)
        {
            Maker = new JobToken(executionId, state[position].Definition.Name, state[position].Launch?.Attempt ?? 1),
        };
    }

    private IJobStepType Type(int position) => (IJobStepType)state[position].Definition.Type; // only job steps are launched
}
