using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Core.Executions;

/// <summary>Rebuilds a job from what its launch recorded: the same after every restart.</summary>
public static class JobRequests
{
    /// <summary>The job of a launched step.</summary>
    public static JobRequest Of(ExecutionState state, int position)
    {
        var step = state[position];
        return step.Launch is { } launch && state.JobArn(position) is { } arn
            ? new JobRequest(step.Definition, launch.Arguments.Parse(), launch.JobName, arn, launch.Inputs, launch.Model)
            : throw new System.Diagnostics.UnreachableException($"Step {step.Definition.Name} was never launched.");
    }

    /// <summary>How far the job of a launched step is: running when <paramref name="end"/> is null.</summary>
    public static JobProgress Progress(StepProgress step, JobEnd? end, DateTimeOffset now)
    {
        var status = end?.Outcome switch
        {
            null => JobStatus.InProgress,
            JobOutcome.Exited { Code: 0 } => JobStatus.Completed,
            JobOutcome.Stopped => JobStatus.Stopped,
            _ => JobStatus.Failed,
        };
        var reason = status == JobStatus.Failed ? JobFailure.Reason(end!, Limits.Default) : null; // Failed only with an end
        return new JobProgress(step.Launch!.At, end?.EndedAt ?? now, status, end, reason); // asked only of launched steps
    }
}
