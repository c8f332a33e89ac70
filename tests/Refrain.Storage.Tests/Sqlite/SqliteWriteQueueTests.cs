using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;
using Refrain.Storage.Sqlite;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Sqlite;

public sealed class SqliteWriteQueueTests : IAsyncLifetime
{
    private const string CountTokens = "select count(*) from request_token";

    private readonly TestFolder folder = new();
    private SqliteDatabase? opened;

    private static CancellationToken Cancelled { get; } = new(canceled: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SqliteDatabase Database => opened ?? throw new InvalidOperationException("The database is not open.");

    [Fact]
    public async Task Writes_that_wait_together_are_committed_together()
    {
        var seen = new List<(long ByItself, long ByReaders)>();
        await TogetherAsync(Enumerable.Range(0, 20).Select<int, Func<Task>>(number => () => Database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, $"t{number}");
                var byReaders = await Database.ReadAsync(reader => reader.FindAsync<long>(CountTokens), Cancel);
                seen.Add((await session.FindAsync<long>(CountTokens), byReaders));
                return true;
            },
            Cancel)));

        Assert.Equal(Enumerable.Range(1, 20).Select(count => ((long)count, 0L)), seen);
        Assert.Equal(20, await CountAsync());
    }

    [Fact]
    public async Task A_write_that_throws_harms_nobody_in_its_group_and_leaves_nothing()
    {
        var ends = new Exception?[100];
        await TogetherAsync(Enumerable.Range(0, 100).Select<int, Func<Task>>(number => async () => ends[number] = await Record.ExceptionAsync(
            () => Database.WriteAsync(
                async session =>
                {
                    await InsertAsync(session, $"t{number}");
                    return number % 10 == 3 ? throw new InvalidOperationException($"no {number}") : true;
                },
                Cancel))));

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(number % 10 == 3 ? $"no {number}" : null, ends[number]?.Message);
        }

        Assert.Equal(90, await CountAsync());
        Assert.Equal(0, await Database.ReadAsync(session => session.FindAsync<long>($"{CountTokens} where token like 't%3'"), Cancel));
    }

    [Fact]
    public async Task A_conflicting_append_among_many_does_not_harm_the_others()
    {
        var (pipelines, executions) = (new SqlPipelineStore(Database, TimeProvider.System), new SqlExecutionStore(Database, TimeProvider.System));
        var pipeline = await pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
        Assert.NotNull(pipeline);
        var started = Enumerable.Range(0, 100).Select(number => Sample.Execution(pipeline, $"x{number}")).ToList();
        await Task.WhenAll(started.Select(execution => executions.StartAsync(execution, null, Cancel)));

        var appended = new bool[100];
        await TogetherAsync(Enumerable.Range(0, 100).Select<int, Func<Task>>(number => async () =>
            appended[number] = await executions.AppendAsync(Sample.End(started[number].Arn, number % 7 == 0 ? 2 : 1), null, Cancel)));

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(number % 7 != 0, appended[number]);
            Assert.Equal(appended[number] ? 2 : 1, (await executions.HistoryAsync(started[number].Arn, 0, null, Cancel)).Count);
        }
    }

    [Fact]
    public async Task A_statement_that_breaks_a_rule_of_the_tables_fails_alone()
    {
        var ends = new Exception?[3];
        var tokens = new[] { "a", "a", "b" };
        await TogetherAsync(Enumerable.Range(0, 3).Select<int, Func<Task>>(index => async () => ends[index] = await Record.ExceptionAsync(
            () => Database.WriteAsync(session => InsertAsync(session, tokens[index]), Cancel))));

        Assert.Equal(1, ends.Count(end => end is SqliteException { SqliteErrorCode: 19 }));
        Assert.Null(ends[2]);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_write_whose_caller_left_before_its_turn_is_not_made()
    {
        using var leave = new CancellationTokenSource();
        await TogetherAsync(
        [
            async () =>
            {
                var write = Database.WriteAsync(session => InsertAsync(session, "left"), leave.Token);
                await leave.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
            },
            () => Database.WriteAsync(session => InsertAsync(session, "stayed"), Cancel),
        ]);

        Assert.Equal("stayed", await Database.ReadAsync(session => session.FindAsync<string>("select token from request_token"), Cancel));
    }

    [Fact]
    public async Task Work_that_cancels_itself_ends_as_cancelled_and_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, "t");
                Cancelled.ThrowIfCancellationRequested();
                return true;
            },
            Cancel));

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Work_that_waits_for_something_else_is_refused_instead_of_blocking_everybody()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, "t");
                await new TaskCompletionSource().Task;
                return true;
            },
            Cancel));

        Assert.Equal("Work on the database waited for something besides the database.", error.Message);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Closing_finishes_what_waits()
    {
        var writes = Enumerable.Range(0, 500).Select(number => Database.WriteAsync(session => InsertAsync(session, $"t{number}"), Cancel)).ToList();
        await Database.DisposeAsync();

        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Database.WriteAsync(session => InsertAsync(session, "late"), Cancel));
        opened = SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance);
        Assert.Equal(500, await CountAsync());
    }

    [Fact]
    public async Task A_database_that_another_program_locks_is_reported_and_works_when_it_is_free()
    {
        await using var connection = new SqliteConnection($"Data Source={folder["refrain.db"]};Pooling=False");
        connection.Open();
        await using (var transaction = connection.BeginTransaction(deferred: false))
        {
            var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => Database.WriteAsync(session => InsertAsync(session, "t"), Cancel));
            Assert.StartsWith($"The database '{folder["refrain.db"]}' is locked by another program: end that program", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, await CountAsync());
        }

        await Database.WriteAsync(session => InsertAsync(session, "t"), Cancel);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_write_too_big_for_the_disk_fails_alone()
    {
        using var disk = new TinyDisk(mebibytes: 4);
        await using var database = SqliteDatabase.Open(Path.Combine(disk.Path, "refrain.db"), NullLogger.Instance);
        var ends = new Exception?[20];
        await TogetherAsync(
            Enumerable.Range(0, 20).Select<int, Func<Task>>(number => async () => ends[number] = await Record.ExceptionAsync(
                () => database.WriteAsync(session => InsertAsync(session, $"t{number}{new string('x', number == 10 ? 8 << 20 : 1)}"), Cancel))),
            database);

        Assert.Equal("10", string.Join(' ', Enumerable.Range(0, 20).Where(number => ends[number] is not null)));
        Assert.IsType<StorageUnavailableException>(ends[10]);
        Assert.Equal(19, await database.ReadAsync(session => session.FindAsync<long>(CountTokens), Cancel));
    }

    [Fact]
    public async Task A_reader_cannot_write() =>
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Database.ReadAsync(session => InsertAsync(session, "t"), Cancel));

    public ValueTask InitializeAsync()
    {
        opened = SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance, lockWait: TimeSpan.FromMilliseconds(50));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Keeps the writer busy until all of these wait.</summary>
    private async Task TogetherAsync(IEnumerable<Func<Task>> writes, SqliteDatabase? database = null)
    {
        using var allWait = new ManualResetEventSlim();
        var busy = (database ?? Database).WriteAsync(
            session =>
            {
                allWait.Wait(Cancel);
                return Task.FromResult(true);
            },
            Cancel);
        var waiting = writes.Select(write => write()).ToList();
        allWait.Set();
        await Task.WhenAll([busy, .. waiting]);
    }

    private Task<long> CountAsync() => Database.ReadAsync(session => session.FindAsync<long>(CountTokens), Cancel);

    private static Task<int> InsertAsync(SqlSession session, string token) =>
        session.ExecuteAsync("insert into request_token (operation, token, digest, answer, created_at) values ('o', @token, 'd', 'a', 0)", new { token });
}
