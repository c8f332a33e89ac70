using Refrain.Core.Executions;
using Refrain.Core.Steps.Callback;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Sends the message of a Callback step, as it was recorded. It may be sent twice when a crash came in between (a queue of ours takes it once as long as it lies there): the token tells
/// the consumer that it is the same.
/// </summary>
public sealed class SendCallback(IMessageSender queues, IWebhooks webhooks, QueueBell bell, CallbackHosts hosts, TimeProvider clock)
{
    /// <summary>How a callback shows where it runs: it does not.</summary>
    private const string Isolation = "none: it waits for an answer, and nothing runs";

    /// <summary>It was sent; or it never can be.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Launch work, CancellationToken cancellationToken)
    {
        var callback = context.Callback(work.Position);
        return await SendAsync(context, callback, "Executing", cancellationToken) is { } reason
            ? new Observation.CallbackRefused(work.Position, work.Attempt, $"ClientError: {reason}")
            : new Observation.Launched(work.Position, work.Attempt, callback.Token, Isolation);
    }

    /// <summary>Tells the consumer that the execution is being stopped. What cannot be told is not told: the stop goes on.</summary>
    public Task StopAsync(StepContext context, StepWork.Stop work, CancellationToken cancellationToken) =>
        SendAsync(context, context.Callback(work.Position), "Stopping", cancellationToken);

    private async Task<string?> SendAsync(StepContext context, ExecutionEvent.CallbackSending callback, string status, CancellationToken cancellationToken)
    {
        var message = CallbackStepType.Message(callback.Token, context.Arn.ToString(), callback.Arguments, status);
        switch (CallbackAddress.Read(callback.QueueUrl, context.Scope, hosts.Allowed))
        {
            case CallbackAddress.Queue queue:
                var now = clock.GetUtcNow();
                var sent = await queues.SendAsync(queue.Scope, queue.Name, new QueuedMessage($"{callback.Token}-{status}", message, null, now, now), cancellationToken);
                bell.Ring();
                return sent ? null : $"There is no queue '{queue.Name}' in {queue.Scope.Region}. Make it with CreateQueue.";
            case CallbackAddress.Webhook webhook:
                return await webhooks.PostAsync(webhook.Url, message, cancellationToken);
            case CallbackAddress.Nowhere nowhere: // the server was started again, and told other hosts
                return nowhere.Reason;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
