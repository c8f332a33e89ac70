using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Asks for a job to end, by its name: one that was asked for directly, or a pipeline's.</summary>
public sealed record StopNamedJobRequest(Caller Caller, JobKind Kind, string Name);

/// <summary>
/// Records that a job is to end; it is asked to afterwards. With a job outside any pipeline its execution stops; a pipeline's execution goes on, and fails with its step.
/// </summary>
public sealed class StopNamedJob(IJobStore jobs, IExecutionNames names, IExecutionStore executions, ExecutionHistory history, Coordinator coordinator, TimeProvider clock)
{
    /// <summary>The stop is recorded, not done.</summary>
    /// <exception cref="RefusalException">There is no such job, or it has ended.</exception>
    public async Task HandleAsync(StopNamedJobRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await jobs.FindAsync(request.Caller.Scope, request.Kind, request.Name, cancellationToken) ?? throw RefusalException.Invalid("Requested resource not found.");
            if (job.Status == $"{JobStatus.Stopping}")
            {
                return; // whoever asked first was faster, or the client asks again because it was not answered
            }

            if (job.Status != $"{JobStatus.InProgress}" || job.Maker is not { } maker || await names.FindArnAsync(maker.ExecutionId, cancellationToken) is not { } arn)
            {
                throw RefusalException.Invalid($"The request was rejected because the {request.Kind.ArnResource().Replace('-', ' ')} is in status {job.Status}.");
            }

            try
            {
                if (await executions.FindAsync(arn, cancellationToken) is { } record && await TryStopAsync(record, maker, cancellationToken))
                {
                    return;
                }
            }
            finally
            {
                coordinator.Wake(arn); // also when the store failed to answer: the stop may be recorded
            }

            // The execution moved on between reading and writing: look again, the job may have ended.
        }
    }

    private async Task<bool> TryStopAsync(ExecutionRecord record, JobToken maker, CancellationToken cancellationToken)
    {
        var state = await history.FoldAsync(record, toLength: null, cancellationToken);
        if (Stopping(state, maker) is not { } stopping)
        {
            return false;
        }

        var length = state.Length;
        state.Apply(stopping);
        var append = new ExecutionAppend(
            record.Arn, length, [stopping], state.TakeChangedReports(), JobRows.Of(state, record.Arn, [stopping]), state.Status, state.FailureReason, stopping.At);
        return await executions.AppendAsync(append, token: null, cancellationToken);
    }

    private ExecutionEvent? Stopping(ExecutionState state, JobToken maker)
    {
        var now = clock.GetUtcNow();
        if (state.Plan.Job is not null)
        {
            return state.Status == ExecutionStatus.Executing ? new ExecutionEvent.ExecutionStopping(now) : null;
        }

        var attempt = state[state.Definition[maker.Step].Position].State switch
        {
            StepState.Launching launching => launching.Attempt,
            StepState.Running running => running.Attempt,
            _ => 0,
        };
        return attempt == maker.Attempt ? new ExecutionEvent.StepStopping(now, maker.Step, maker.Attempt) : null;
    }
}
