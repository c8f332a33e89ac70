using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Records that an execution is to stop; its running steps are then asked to end (spec 04, 5).</summary>
public sealed record StopPipelineExecutionRequest(string ExecutionArn, string? ClientRequestToken);

/// <inheritdoc cref="StopPipelineExecutionRequest"/>
public sealed class StopPipelineExecution(
    IExecutionStore executions, ExecutionReader reader, ExecutionHistory history, RequestTokens tokens, Coordinator coordinator, TimeProvider clock)
{
    /// <summary>The execution's ARN; the stop is recorded, not done.</summary>
    /// <exception cref="RefusalException">There is no such execution, or it is not running.</exception>
    public Task<string> HandleAsync(StopPipelineExecutionRequest request, CancellationToken cancellationToken) => tokens.OnceAsync(
        "StopPipelineExecution",
        request.ClientRequestToken,
        request.ExecutionArn,
        answering => StopAsync(request.ExecutionArn, answering, cancellationToken),
        cancellationToken);

    private async Task<string> StopAsync(string arnText, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await reader.GetAsync(arnText, cancellationToken);
            if (record.Status != ExecutionStatus.Executing)
            {
                throw RefusalException.Invalid($"Only pipelines with 'Executing' status can be stopped; '{arnText}' is {record.Status}.");
            }

            try
            {
                if (await TryStopAsync(record, answering(record.Arn.ToString()), cancellationToken))
                {
                    return record.Arn.ToString();
                }
            }
            finally
            {
                coordinator.Wake(record.Arn); // also when the store failed to answer: the stop may be recorded
            }

            // The execution moved on between reading and writing: look again, it may have ended.
        }
    }

    private async Task<bool> TryStopAsync(ExecutionRecord record, TokenAnswer? token, CancellationToken cancellationToken)
    {
        var state = await history.FoldAsync(record, toLength: null, cancellationToken);
        if (state.Status != ExecutionStatus.Executing)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var length = state.Length;
        var stopping = new ExecutionEvent.ExecutionStopping(now);
        state.Apply(stopping);
        var append = new ExecutionAppend(record.Arn, length, [stopping], state.TakeChangedReports(), JobRows.Of(record.Arn.ExecutionId, state, [stopping]), state.Status, state.FailureReason, now);
        return await executions.AppendAsync(append, token, cancellationToken);
    }
}
