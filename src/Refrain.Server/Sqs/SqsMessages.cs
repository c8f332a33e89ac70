using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Server.Http;

namespace Refrain.Server.Sqs;

/// <summary>Sending, receiving and letting go of messages.</summary>
internal sealed class SqsMessages(IQueueMessages messages, QueueBell bell, IHostApplicationLifetime host, TimeProvider clock)
{
    private const int MostInBatch = 10;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1); // a hidden message that comes back rings no bell

    public async Task<SqsOutput> SendAsync(SqsCall call)
    {
        var entry = new SqsEntry { MessageBody = call.Input.MessageBody, MessageAttributes = call.Input.MessageAttributes, DelaySeconds = call.Input.DelaySeconds };
        var sent = await SendAsync(call, await call.QueueAsync(), entry);
        return new SqsOutput { MessageId = sent.MessageId, Md5OfMessageBody = sent.Md5OfMessageBody, Md5OfMessageAttributes = sent.Md5OfMessageAttributes };
    }

    public Task<SqsOutput> SendBatchAsync(SqsCall call) => BatchAsync(call, (queue, entry) => SendAsync(call, queue, entry));

    public async Task<SqsOutput> ReceiveAsync(SqsCall call)
    {
        var queue = await call.QueueAsync();
        var most = SqsCall.Number("MaxNumberOfMessages", call.Input.MaxNumberOfMessages, 1, 1, MostInBatch);
        var hidden = SqsCall.Number("VisibilityTimeout", call.Input.VisibilityTimeout, queue.Number("VisibilityTimeout"), 0, 43_200);
        var wait = SqsCall.Number("WaitTimeSeconds", call.Input.WaitTimeSeconds, queue.Number("ReceiveMessageWaitTimeSeconds"), 0, 20);
        var until = clock.GetUtcNow().AddSeconds(wait);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, host.ApplicationStopping);
        while (true)
        {
            var next = bell.NextAsync(); // before looking, so that nothing is missed in between
            var now = clock.GetUtcNow();
            var receipts = Enumerable.Range(0, most).Select(_ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))).ToValueList();
            var found = await messages.ReceiveAsync(
                queue, most, now, now.AddSeconds(hidden), now.AddSeconds(-queue.Number("MessageRetentionPeriod")), receipts, call.Cancellation);
            if (found.Count > 0 || now >= until || host.ApplicationStopping.IsCancellationRequested)
            {
                return new SqsOutput { Messages = found.Count == 0 ? null : [.. found.Select(message => Shown(message, call.Input))] };
            }

            await SleepAsync(next, until - now, leaving.Token);
        }
    }

    public async Task<SqsOutput> DeleteAsync(SqsCall call)
    {
        await DeleteAsync(call, await call.QueueAsync(), call.Input.ReceiptHandle);
        return new SqsOutput();
    }

    public Task<SqsOutput> DeleteBatchAsync(SqsCall call) => BatchAsync(call, async (queue, entry) =>
    {
        await DeleteAsync(call, queue, entry.ReceiptHandle);
        return new SqsDone(entry.Id!); // checked by BatchAsync
    });

    public async Task<SqsOutput> ChangeVisibilityAsync(SqsCall call)
    {
        await HideAsync(call, await call.QueueAsync(), call.Input.ReceiptHandle, call.Input.VisibilityTimeout);
        return new SqsOutput();
    }

    public Task<SqsOutput> ChangeVisibilityBatchAsync(SqsCall call) => BatchAsync(call, async (queue, entry) =>
    {
        await HideAsync(call, queue, entry.ReceiptHandle, entry.VisibilityTimeout);
        return new SqsDone(entry.Id!); // checked by BatchAsync
    });

    private async Task<SqsDone> SendAsync(SqsCall call, QueueRecord queue, SqsEntry entry)
    {
        var body = entry.MessageBody is { Length: > 0 } given ? given : throw SqsErrors.Missing("MessageBody");
        var attributes = Attributes(entry.MessageAttributes);
        if (Encoding.UTF8.GetByteCount(body) > queue.Number("MaximumMessageSize"))
        {
            throw SqsErrors.Invalid($"One or more parameters are invalid. Reason: Message must be shorter than {queue.Number("MaximumMessageSize")} bytes.");
        }

        var now = clock.GetUtcNow();
        var delay = SqsCall.Number("DelaySeconds", entry.DelaySeconds, queue.Number("DelaySeconds"), 0, 900);
        var id = Guid.CreateVersion7(now).ToString();
        RawJson? stored = attributes is null ? null : new RawJson(JsonSerializer.Serialize(new SqsInput { MessageAttributes = attributes! }, SqsJson.Wire.SqsInput));
        if (!await messages.SendAsync(queue.Scope, queue.Name, new QueuedMessage(id, body, stored, now, now.AddSeconds(delay)), call.Cancellation))
        {
            throw SqsErrors.NoQueue();
        }

        bell.Ring();
        return new SqsDone(entry.Id ?? "", id) { Md5OfMessageBody = MessageDigest.OfBody(body), Md5OfMessageAttributes = MessageDigest.OfAttributes(attributes) };
    }

    private Task DeleteAsync(SqsCall call, QueueRecord queue, string? handle)
    {
        var (id, receipt) = ReadHandle(handle);
        return messages.DeleteAsync(queue, id, receipt, call.Cancellation);
    }

    private async Task HideAsync(SqsCall call, QueueRecord queue, string? handle, int? seconds)
    {
        var (id, receipt) = ReadHandle(handle);
        var hidden = SqsCall.Number("VisibilityTimeout", seconds ?? throw SqsErrors.Missing("VisibilityTimeout"), 0, 0, 43_200);
        var now = clock.GetUtcNow();
        if (!await messages.HideAsync(queue, id, receipt, now, now.AddSeconds(hidden), call.Cancellation))
        {
            throw SqsErrors.NotInFlight();
        }

        bell.Ring();
    }

    private static async Task<SqsOutput> BatchAsync(SqsCall call, Func<QueueRecord, SqsEntry, Task<SqsDone>> each)
    {
        var queue = await call.QueueAsync();
        var entries = call.Input.Entries?.OfType<SqsEntry>().ToList() ?? [];
        if (entries.Count is 0 or > MostInBatch)
        {
            throw entries.Count == 0
                ? SqsErrors.Batch("EmptyBatchRequest", "There should be at least one entry in the request.")
                : SqsErrors.Batch("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {MostInBatch}. You have sent {entries.Count}.");
        }

        if (entries.Exists(entry => entry.Id is not { Length: > 0 and <= 80 }) || entries.DistinctBy(entry => entry.Id).Count() < entries.Count)
        {
            throw SqsErrors.Batch("BatchEntryIdsNotDistinct", "Every entry needs an Id of 1 to 80 characters, different from the others'.");
        }

        var (done, failed) = (new List<SqsDone>(), new List<SqsNotDone>());
        foreach (var entry in entries)
        {
            try
            {
                done.Add(await each(queue, entry));
            }
            catch (WireErrorException refused)
            {
                failed.Add(new SqsNotDone(entry.Id!, true, refused.Code, refused.Message)); // checked above
            }
        }

        return new SqsOutput { Successful = done, Failed = failed.Count == 0 ? null : failed };
    }

    private async Task SleepAsync(Task bellRings, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await bellRings.WaitAsync(atMost < LongestSleep ? atMost : LongestSleep, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested)
        {
            // The server is going: who waits is answered with what there is.
        }
    }

    private static SqsMessage Shown(ReceivedMessage message, SqsInput input)
    {
        var wanted = (input.AttributeNames ?? []).Concat(input.MessageSystemAttributeNames ?? []).ToList();
        var system = new Dictionary<string, string>
        {
            ["SenderId"] = "refrain",
            ["SentTimestamp"] = message.SentAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["ApproximateReceiveCount"] = message.Received.ToString(CultureInfo.InvariantCulture),
            ["ApproximateFirstReceiveTimestamp"] = message.FirstReceivedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        }.Where(one => wanted.Contains("All") || wanted.Contains(one.Key)).ToDictionary();
        var given = message.Attributes is { } stored ? JsonSerializer.Deserialize(stored.Text, SqsJson.Wire.SqsInput)?.MessageAttributes : null;
        var attributes = given?.Where(one => IsWanted(one.Key, input.MessageAttributeNames ?? [])).ToDictionary(one => one.Key, one => one.Value!); // stored without nulls
        return new SqsMessage
        {
            MessageId = message.Id,
            ReceiptHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{message.Id}\n{message.Receipt}")),
            Md5OfBody = MessageDigest.OfBody(message.Body),
            Body = message.Body,
            Attributes = system.Count == 0 ? null : system,
            Md5OfMessageAttributes = MessageDigest.OfAttributes(attributes),
            MessageAttributes = attributes is { Count: > 0 } ? attributes : null,
        };
    }

    private static bool IsWanted(string name, List<string?> wanted) => wanted.Exists(one =>
        one is "All" or ".*" || one == name || (one?.EndsWith(".*", StringComparison.Ordinal) == true && name.StartsWith(one[..^2], StringComparison.Ordinal)));

    private static (string Id, string Receipt) ReadHandle(string? handle) =>
        (handle ?? throw SqsErrors.Missing("ReceiptHandle")) is var text
        && Base64Url.IsValid(text)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n') is [{ Length: > 0 } id, { Length: > 0 } receipt]
            ? (id, receipt)
            : throw SqsErrors.Receipt();

    private static Dictionary<string, MessageAttribute>? Attributes(Dictionary<string, MessageAttribute?>? given)
    {
        if (given is null or { Count: 0 })
        {
            return null;
        }

        var bad = given.FirstOrDefault(one => given.Count > 10 || one.Value is null or { DataType: null } || (one.Value.StringValue is null) == (one.Value.BinaryValue is null)
            || (one.Value.BinaryValue is { } binary && !System.Buffers.Text.Base64.IsValid(binary))).Key;
        return bad is null
            ? given.ToDictionary(one => one.Key, one => one.Value!) // none is null: just seen
            : throw SqsErrors.Invalid($"The message attribute '{bad}' must have a DataType and either a StringValue or a BinaryValue, and there may be ten of them.");
    }
}
