using Refrain.Core.Executions;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Goes on with an execution that failed or was stopped: the same execution, its failed and stopped steps run again (spec 04, 4).</summary>
public sealed record RetryPipelineExecutionRequest(string ExecutionArn, int? MaxParallelSteps, string? ClientRequestToken);

/// <inheritdoc cref="RetryPipelineExecutionRequest"/>
public sealed class RetryPipelineExecution(
    IExecutionStore executions, ExecutionReader reader, ExecutionHistory history, RequestTokens tokens, Coordinator coordinator, TimeProvider clock)
{
    /// <summary>The execution's ARN; the retry is recorded, not done.</summary>
    /// <exception cref="RefusalException">There is no such execution, or nothing of it can be retried.</exception>
    public Task<string> HandleAsync(RetryPipelineExecutionRequest request, CancellationToken cancellationToken) => tokens.OnceAsync(
        "RetryPipelineExecution",
        request.ClientRequestToken,
        (request with { ClientRequestToken = null }).ToString(),
        answering => RetryAsync(request, answering, cancellationToken),
        cancellationToken);

    private async Task<string> RetryAsync(RetryPipelineExecutionRequest request, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await reader.GetAsync(request.ExecutionArn, cancellationToken);
            var state = await history.FoldAsync(record, toLength: null, cancellationToken);
            Check(record, state);
            try
            {
                if (await TryRetryAsync(record, state, request.MaxParallelSteps, answering(record.Arn.ToString()), cancellationToken))
                {
                    return record.Arn.ToString();
                }
            }
            finally
            {
                coordinator.Wake(record.Arn); // also when the store failed to answer: the retry may be recorded
            }

            // Somebody else retried it between reading and writing: look again.
        }
    }

    private static void Check(ExecutionRecord record, ExecutionState state)
    {
        if (state.Status is not (ExecutionStatus.Failed or ExecutionStatus.Stopped))
        {
            throw RefusalException.Invalid($"Only pipeline executions with 'Failed' or 'Stopped' status can be retried; '{record.Arn}' is {state.Status}.");
        }

        if (state.FailStep is { } step)
        {
            throw RefusalException.Invalid(
                $"The pipeline execution '{record.Arn}' was ended by its Fail step '{step.Name}' and cannot be retried. Start a new one; a selective execution can reuse what succeeded.");
        }
    }

    private Task<bool> TryRetryAsync(ExecutionRecord record, ExecutionState state, int? maxParallelSteps, TokenAnswer? token, CancellationToken cancellationToken)
    {
        var (now, length) = (clock.GetUtcNow(), state.Length);
        var retried = new ExecutionEvent.ExecutionRetried(now, maxParallelSteps);
        state.Apply(retried);
        var append = new ExecutionAppend(record.Arn, length, [retried], state.TakeChangedReports(), [], state.Status, state.FailureReason, now) { MaxParallelSteps = maxParallelSteps };
        return executions.AppendAsync(append, token, cancellationToken);
    }
}
