using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>Message queues by region, account and name.</summary>
public interface IQueueStore
{
    /// <summary>The queue, or null.</summary>
    Task<QueueRecord?> FindAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Makes a queue; the one that is there when there is one of that name, unchanged.</summary>
    Task<QueueRecord> CreateAsync(QueueRecord queue, CancellationToken cancellationToken);

    /// <summary>Queues by name, those after a name (null: from the first).</summary>
    Task<ValueList<QueueRecord>> ListAsync(AwsScope scope, string prefix, string? after, int most, CancellationToken cancellationToken);

    /// <summary>Replaces a queue's attributes. False when there is no such queue.</summary>
    Task<bool> ChangeAsync(QueueRecord queue, CancellationToken cancellationToken);

    /// <summary>Removes a queue and its messages. False when there is none.</summary>
    Task<bool> DeleteAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Removes all messages of a queue. False when there is no such queue.</summary>
    Task<bool> PurgeAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>How many messages a queue holds now.</summary>
    Task<QueueCounts> CountAsync(QueueRecord queue, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Sends messages.</summary>
public interface IMessageSender
{
    /// <summary>Puts a message into a queue; one with an id that is there already is the same message. False when there is no such queue.</summary>
    Task<bool> SendAsync(AwsScope scope, string queue, QueuedMessage message, CancellationToken cancellationToken);
}

/// <summary>The messages of queues. Every change is on disk when it is answered.</summary>
public interface IQueueMessages : IMessageSender
{

    /// <summary>
    /// Takes visible messages, the oldest first, and hides them until <paramref name="visibleAt"/>: no two callers get one in between. Those sent before
    /// <paramref name="keptSince"/> are removed.
    /// </summary>
    Task<ValueList<ReceivedMessage>> ReceiveAsync(
        QueueRecord queue, int most, DateTimeOffset now, DateTimeOffset visibleAt, DateTimeOffset keptSince, ValueList<string> receipts, CancellationToken cancellationToken);

    /// <summary>Removes a message by its latest receipt; nothing happens with an older one.</summary>
    Task DeleteAsync(QueueRecord queue, string id, string receipt, CancellationToken cancellationToken);

    /// <summary>Hides a delivered message until another time. False when the receipt is not its latest, or it is visible again.</summary>
    Task<bool> HideAsync(QueueRecord queue, string id, string receipt, DateTimeOffset now, DateTimeOffset visibleAt, CancellationToken cancellationToken);
}

/// <summary>A queue. <paramref name="Attributes"/> is the JSON object of those that were set.</summary>
public sealed record QueueRecord(AwsScope Scope, string Name, RawJson Attributes, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);

/// <summary>A message as it is sent. <paramref name="Attributes"/> is the JSON of its message attributes; null when it has none.</summary>
public sealed record QueuedMessage(string Id, string Body, RawJson? Attributes, DateTimeOffset SentAt, DateTimeOffset VisibleAt);

/// <summary>A message as it is delivered.</summary>
public sealed record ReceivedMessage(string Id, string Body, RawJson? Attributes, DateTimeOffset SentAt, int Received, DateTimeOffset FirstReceivedAt, string Receipt);

/// <summary>Messages that can be received, that were delivered and not deleted, and that are delayed.</summary>
public sealed record QueueCounts(int Visible, int InFlight, int Delayed);
