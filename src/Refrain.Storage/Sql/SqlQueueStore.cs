using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Queues and their messages in SQL.</summary>
public sealed class SqlQueueStore(ISqlDatabase database) : IQueueStore, IQueueMessages
{
    private const string OfQueue = "queue_id = (select id from queue where region = @Region and account = @Account and name = @name)";
    private const char LastCharacter = '\uffff';

    /// <inheritdoc />
    public Task<QueueRecord?> FindAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, scope, name), cancellationToken);

    /// <inheritdoc />
    public Task<QueueRecord> CreateAsync(QueueRecord queue, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                """
                insert into queue (region, account, name, attributes, created_at, modified_at) values (@Region, @Account, @Name, @attributes, @created, @modified)
                on conflict (region, account, name) do nothing
                """,
                Parameters(queue));
            return await FindAsync(session, queue.Scope, queue.Name) ?? throw new System.Diagnostics.UnreachableException();
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<QueueRecord>> ListAsync(AwsScope scope, string prefix, string? after, int most, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.ListAsync<QueueRow>(
            """
            select name, attributes, created_at, modified_at from queue
            where region = @Region and account = @Account and name >= @prefix and name < @to and name > @after order by name limit @most
            """,
            new { scope.Region, scope.Account, prefix, to = prefix + LastCharacter, after = after ?? "", most })).Select(row => row.ToRecord(scope)).ToValueList(),
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> ChangeAsync(QueueRecord queue, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "update queue set attributes = @attributes, modified_at = @modified where region = @Region and account = @Account and name = @Name", Parameters(queue)) > 0,
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> DeleteAsync(AwsScope scope, string name, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.ExecuteAsync("delete from queue where region = @Region and account = @Account and name = @name", new { scope.Region, scope.Account, name }) > 0,
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> PurgeAsync(AwsScope scope, string name, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync($"delete from queue_message where {OfQueue}", new { scope.Region, scope.Account, name });
            return await FindAsync(session, scope, name) is not null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<QueueCounts> CountAsync(QueueRecord queue, DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.FindAsync<CountRow>(
            $"""
            select coalesce(sum(case when visible_at <= @now then 1 else 0 end), 0) as visible,
                   coalesce(sum(case when visible_at > @now and received > 0 then 1 else 0 end), 0) as in_flight,
                   coalesce(sum(case when visible_at > @now and received = 0 then 1 else 0 end), 0) as delayed
            from queue_message where {OfQueue}
            """,
            new { queue.Scope.Region, queue.Scope.Account, name = queue.Name, now = now.ToMs() }) is { } row
                ? new QueueCounts(row.Visible, row.InFlight, row.Delayed)
                : new QueueCounts(0, 0, 0),
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> SendAsync(AwsScope scope, string queue, QueuedMessage message, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                """
                insert into queue_message (queue_id, id, body, attributes, sent_at, visible_at, received)
                select id, @messageId, @body, @attributes, @sent, @visible, 0 from queue where region = @Region and account = @Account and name = @queue
                on conflict (queue_id, id) do nothing
                """,
                new
                {
                    scope.Region,
                    scope.Account,
                    queue,
                    messageId = message.Id,
                    body = message.Body,
                    attributes = message.Attributes?.Text,
                    sent = message.SentAt.ToMs(),
                    visible = message.VisibleAt.ToMs(),
                });
            return await FindAsync(session, scope, queue) is not null;
        },
        cancellationToken);

    /// <inheritdoc />
    public async Task<ValueList<ReceivedMessage>> ReceiveAsync(
        QueueRecord queue, int most, DateTimeOffset now, DateTimeOffset visibleAt, DateTimeOffset keptSince, ValueList<string> receipts, CancellationToken cancellationToken)
    {
        var where = new { queue.Scope.Region, queue.Scope.Account, name = queue.Name, now = now.ToMs(), kept = keptSince.ToMs(), most };
        var waits = await database.ReadAsync(session => session.FindAsync<long>($"select count(*) from queue_message where {OfQueue} and visible_at <= @now", where), cancellationToken);
        return waits == 0 ? [] : await database.WriteAsync(session => TakeAsync(session, where, visibleAt, receipts), cancellationToken); // who waits for a message writes nothing
    }

    /// <inheritdoc />
    public Task DeleteAsync(QueueRecord queue, string id, string receipt, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync(
            $"delete from queue_message where {OfQueue} and id = @id and receipt = @receipt", new { queue.Scope.Region, queue.Scope.Account, name = queue.Name, id, receipt }),
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> HideAsync(QueueRecord queue, string id, string receipt, DateTimeOffset now, DateTimeOffset visibleAt, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            $"update queue_message set visible_at = @visible where {OfQueue} and id = @id and receipt = @receipt and visible_at > @now",
            new { queue.Scope.Region, queue.Scope.Account, name = queue.Name, id, receipt, now = now.ToMs(), visible = visibleAt.ToMs() }) > 0,
        cancellationToken);

    private static async Task<ValueList<ReceivedMessage>> TakeAsync<TWhere>(SqlSession session, TWhere where, DateTimeOffset visibleAt, ValueList<string> receipts)
    {
        await session.ExecuteAsync($"delete from queue_message where {OfQueue} and sent_at < @kept", where);
        var rows = await session.ListAsync<MessageRow>(
            $"""
            select queue_id, id, body, attributes, sent_at, received, coalesce(first_received_at, @now) as first_received_at from queue_message
            where {OfQueue} and visible_at <= @now order by visible_at, sent_at, id limit @most
            """,
            where);
        var taken = new List<ReceivedMessage>();
        foreach (var (row, receipt) in rows.Zip(receipts))
        {
            await session.ExecuteAsync(
                "update queue_message set received = received + 1, visible_at = @visible, first_received_at = @first, receipt = @receipt where queue_id = @QueueId and id = @Id",
                new { row.QueueId, row.Id, visible = visibleAt.ToMs(), first = row.FirstReceivedAt, receipt });
            taken.Add(new ReceivedMessage(
                row.Id, row.Body, row.Attributes is { } json ? new RawJson(json) : null, SqlTime.FromMs(row.SentAt), row.Received + 1, SqlTime.FromMs(row.FirstReceivedAt), receipt));
        }

        return taken.ToValueList();
    }

    private static async Task<QueueRecord?> FindAsync(SqlSession session, AwsScope scope, string name) => (await session.FindAsync<QueueRow>(
        "select name, attributes, created_at, modified_at from queue where region = @Region and account = @Account and name = @name",
        new { scope.Region, scope.Account, name }))?.ToRecord(scope);

    private static object Parameters(QueueRecord queue) => new
    {
        queue.Scope.Region,
        queue.Scope.Account,
        queue.Name,
        attributes = queue.Attributes.Text,
        created = queue.CreatedAt.ToMs(),
        modified = queue.ModifiedAt.ToMs(),
    };

    private sealed class QueueRow
    {
        public required string Name { get; init; }

        public required string Attributes { get; init; }

        public long CreatedAt { get; init; }

        public long ModifiedAt { get; init; }

        public QueueRecord ToRecord(AwsScope scope) => new(scope, Name, new RawJson(Attributes), SqlTime.FromMs(CreatedAt), SqlTime.FromMs(ModifiedAt));
    }

    private sealed class MessageRow
    {
        public long QueueId { get; init; }

        public required string Id { get; init; }

        public required string Body { get; init; }

        public string? Attributes { get; init; }

        public long SentAt { get; init; }

        public int Received { get; init; }

        public long FirstReceivedAt { get; init; }
    }

    private sealed class CountRow
    {
        public int Visible { get; init; }

        public int InFlight { get; init; }

        public int Delayed { get; init; }
    }
}
