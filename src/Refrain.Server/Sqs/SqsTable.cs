using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Server.Http;

namespace Refrain.Server.Sqs;

/// <summary>SQS: standard queues. To add an operation: a method, a line here.</summary>
internal sealed class SqsTable(IQueueStore queues, SqsMessages messages, TimeProvider clock)
{
    private const int MostQueues = 1000;

    /// <summary>All operations by name; both protocols come here.</summary>
    public IReadOnlyDictionary<string, Func<SqsCall, Task<SqsOutput>>> Operations => new Dictionary<string, Func<SqsCall, Task<SqsOutput>>>
    {
        ["CreateQueue"] = CreateAsync,
        ["GetQueueUrl"] = GetUrlAsync,
        ["ListQueues"] = ListAsync,
        ["GetQueueAttributes"] = GetAttributesAsync,
        ["SetQueueAttributes"] = SetAttributesAsync,
        ["PurgeQueue"] = PurgeAsync,
        ["DeleteQueue"] = DeleteAsync,
        ["SendMessage"] = messages.SendAsync,
        ["SendMessageBatch"] = messages.SendBatchAsync,
        ["ReceiveMessage"] = messages.ReceiveAsync,
        ["DeleteMessage"] = messages.DeleteAsync,
        ["DeleteMessageBatch"] = messages.DeleteBatchAsync,
        ["ChangeMessageVisibility"] = messages.ChangeVisibilityAsync,
        ["ChangeMessageVisibilityBatch"] = messages.ChangeVisibilityBatchAsync,
    };

    /// <summary>Answers a call.</summary>
    public Task<SqsOutput> AnswerAsync(string operation, SqsInput input, IncomingRequest request, CancellationToken cancellationToken) =>
        Operations.TryGetValue(operation, out var answer)
            ? answer(new SqsCall(input, request, queues, cancellationToken))
            : throw new WireErrorException(request.Door == Door.Query ? "InvalidAction" : "UnknownOperationException", 400, $"Refrain does not offer the operation '{operation}' of SQS.");

    private async Task<SqsOutput> CreateAsync(SqsCall call)
    {
        var (name, now) = (call.QueueName(), clock.GetUtcNow());
        var wanted = QueueAttributes.Checked(call.Input.Attributes);
        var made = await queues.CreateAsync(new QueueRecord(call.Scope, name, QueueAttributes.Write(wanted), now, now), call.Cancellation);
        var all = made.All();
        var differs = wanted.Keys.FirstOrDefault(key => all.GetValueOrDefault(key) != wanted[key]);
        return differs is null ? new SqsOutput { QueueUrl = call.UrlOf(name) } : throw SqsErrors.QueueExists(differs);
    }

    private async Task<SqsOutput> GetUrlAsync(SqsCall call) => await queues.FindAsync(call.Scope, call.QueueName(), call.Cancellation) is { } queue
        ? new SqsOutput { QueueUrl = call.UrlOf(queue.Name) }
        : throw SqsErrors.NoQueue();

    private async Task<SqsOutput> ListAsync(SqsCall call)
    {
        var most = SqsCall.Number("MaxResults", call.Input.MaxResults, MostQueues, 1, MostQueues);
        var found = await queues.ListAsync(call.Scope, call.Input.QueueNamePrefix ?? "", call.Input.NextToken, most, call.Cancellation);
        return new SqsOutput
        {
            QueueUrls = found.Count == 0 ? null : [.. found.Select(queue => call.UrlOf(queue.Name))],
            NextToken = call.Input.MaxResults is not null && found.Count == most ? found[^1].Name : null,
        };
    }

    private async Task<SqsOutput> GetAttributesAsync(SqsCall call)
    {
        var queue = await call.QueueAsync();
        var counts = await queues.CountAsync(queue, clock.GetUtcNow(), call.Cancellation);
        var all = queue.All();
        all["ApproximateNumberOfMessages"] = $"{counts.Visible}";
        all["ApproximateNumberOfMessagesNotVisible"] = $"{counts.InFlight}";
        all["ApproximateNumberOfMessagesDelayed"] = $"{counts.Delayed}";
        all["CreatedTimestamp"] = $"{queue.CreatedAt.ToUnixTimeSeconds()}";
        all["LastModifiedTimestamp"] = $"{queue.ModifiedAt.ToUnixTimeSeconds()}";
        all["QueueArn"] = $"arn:aws:sqs:{call.Scope.Region}:{call.Scope.Account}:{queue.Name}";
        var names = call.Input.AttributeNames ?? [];
        var chosen = names.Contains("All") ? all : all.Where(one => names.Contains(one.Key)).ToDictionary();
        return new SqsOutput { Attributes = chosen.Count == 0 ? null : chosen };
    }

    private async Task<SqsOutput> SetAttributesAsync(SqsCall call)
    {
        var queue = await call.QueueAsync();
        var merged = queue.Attributes.Parse().EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!); // written by QueueAttributes
        foreach (var (name, value) in QueueAttributes.Checked(call.Input.Attributes))
        {
            merged[name] = value;
        }

        await queues.ChangeAsync(queue with { Attributes = QueueAttributes.Write(merged), ModifiedAt = clock.GetUtcNow() }, call.Cancellation);
        return new SqsOutput();
    }

    private async Task<SqsOutput> PurgeAsync(SqsCall call)
    {
        await queues.PurgeAsync(call.Scope, (await call.QueueAsync()).Name, call.Cancellation);
        return new SqsOutput();
    }

    private async Task<SqsOutput> DeleteAsync(SqsCall call)
    {
        await queues.DeleteAsync(call.Scope, (await call.QueueAsync()).Name, call.Cancellation);
        return new SqsOutput();
    }
}
