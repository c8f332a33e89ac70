using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Steps.Callback;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>The answer to a Callback step's message: its outputs, or why it failed (spec 05, SendPipelineExecutionStepSuccess and -Failure).</summary>
/// <param name="Token">The token of the message.</param>
/// <param name="Outputs">What the step made; null when it failed.</param>
/// <param name="FailureReason">Why it failed; may be null then, too.</param>
/// <param name="ClientRequestToken">The same call again gets the same answer.</param>
public sealed record StepAnswer(string Token, ValueList<CallbackOutput>? Outputs, string? FailureReason, string? ClientRequestToken);

/// <summary>Ends the step that waits for an answer: recorded in the execution's history, where whoever drives it finds it.</summary>
public sealed class SendPipelineExecutionStep(
    ICallbackIndex callbacks, IExecutionStore executions, ExecutionReader reader, ExecutionHistory history, RequestTokens tokens, Coordinator coordinator, TimeProvider clock)
{
    private const string NoReason = "The callback step failed; whoever answered it gave no reason.";

    /// <summary>The execution's ARN.</summary>
    /// <exception cref="RefusalException">Nobody knows the token, the step does not wait any more, or an output is not of its declared type.</exception>
    public Task<string> HandleAsync(StepAnswer answer, CancellationToken cancellationToken) => tokens.OnceAsync(
        answer.Outputs is null ? "SendPipelineExecutionStepFailure" : "SendPipelineExecutionStepSuccess",
        answer.ClientRequestToken,
        $"{answer.Token}\n{answer.FailureReason}\n{string.Join('\n', answer.Outputs ?? [])}",
        answering => AnswerAsync(answer, answering, cancellationToken),
        cancellationToken);

    private async Task<string> AnswerAsync(StepAnswer answer, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        var place = await callbacks.FindAsync(answer.Token, cancellationToken)
            ?? throw RefusalException.NotFound($"Callback token '{answer.Token}' does not exist.");
        while (true)
        {
            var record = await reader.GetAsync(place.Execution.ToString(), cancellationToken);
            var state = await history.FoldAsync(record, toLength: null, cancellationToken);
            var step = state[state.Definition[place.Step].Position];
            if (step is not { State: StepState.Launching or StepState.Running, Callback: { } waiting } || waiting.Token != answer.Token)
            {
                throw RefusalException.Invalid($"The callback token '{answer.Token}' was answered already, or its step '{place.Step}' does not wait any more.");
            }

            try
            {
                if (await TryAppendAsync(record, state, Ending(step, waiting, answer), answering(record.Arn.ToString()), cancellationToken))
                {
                    return record.Arn.ToString();
                }
            }
            finally
            {
                coordinator.Wake(record.Arn); // also when the store failed to answer: it may be recorded
            }

            // The execution moved on between reading and writing: look again.
        }
    }

    private ExecutionEvent Ending(StepProgress step, ExecutionEvent.CallbackSending waiting, StepAnswer answer)
    {
        var now = clock.GetUtcNow();
        var result = CallbackStepType.Result(step.Definition, waiting.Token, waiting.QueueUrl, answer.Outputs ?? [], out var problem);
        if (problem is not null)
        {
            throw RefusalException.Invalid(problem);
        }

        return answer.Outputs is null
            ? new ExecutionEvent.StepFailed(now, waiting.Step, waiting.Attempt, answer.FailureReason is { Length: > 0 } reason ? reason : NoReason, result)
            : new ExecutionEvent.StepSucceeded(now, waiting.Step, waiting.Attempt, result);
    }

    private async Task<bool> TryAppendAsync(ExecutionRecord record, ExecutionState state, ExecutionEvent ending, TokenAnswer? token, CancellationToken cancellationToken)
    {
        var length = state.Length;
        state.Apply(ending);
        return await executions.AppendAsync(
            new ExecutionAppend(record.Arn, length, [ending], state.TakeChangedReports(), [], state.Status, state.FailureReason, clock.GetUtcNow()), token, cancellationToken);
    }
}
