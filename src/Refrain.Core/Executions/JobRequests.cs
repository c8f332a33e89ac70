using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>Rebuilds a job from what its launch recorded, or from what was asked for directly: the same after every restart.</summary>
public static class JobRequests
{
    /// <summary>The job of a step that was launched, or that was asked for directly.</summary>
    public static JobRequest Of(ExecutionState state, int position)
    {
        var step = state[position];
        return (step.Launch, state.Plan.Job, state.JobArn(position)) switch
        {
            ({ } launch, _, { } arn) => new JobRequest(step.Definition, launch.Arguments.Parse(), launch.JobName, arn, launch.Inputs, launch.Model),
            (_, { } direct, { } arn) => new JobRequest(step.Definition, direct.Arguments.Parse(), direct.Name, arn, []),
            _ => throw new System.Diagnostics.UnreachableException($"Step {step.Definition.Name} was never launched."),
        };
    }

    /// <summary>How far the job of a launched step is: running when <paramref name="end"/> is null.</summary>
    public static JobProgress Progress(ExecutionState state, int position, JobEnd? end, DateTimeOffset now)
    {
        var isStopping = state.Status == ExecutionStatus.Stopping || state[position].IsStopping;
        var status = end?.Outcome switch
        {
            null => isStopping ? JobStatus.Stopping : JobStatus.InProgress,
            JobOutcome.Exited { Code: 0 } => JobStatus.Completed,
            JobOutcome.Stopped => JobStatus.Stopped,
            _ => JobStatus.Failed,
        };
        var reason = status == JobStatus.Failed ? JobFailure.Reason(end!, Limits.Default) : null; // Failed only with an end
        return new JobProgress(state.JobCreatedAt(position), end?.EndedAt ?? now, status, end, reason) { LaunchedAt = state[position].Launch?.At, StartedAt = state[position].JobStartedAt };
    }
}
