using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Refrain.Storage.Sql;
using SQLitePCL;

namespace Refrain.Storage.Sqlite;

/// <summary>
/// The one writer. Writes that wait at the same moment are committed together and so share the sync that makes them durable (group commit); each has
/// a savepoint and an end of its own. SQLite has one writer anyway, and works on the calling thread: hence a thread of its own, which sleeps when
/// nothing waits.
/// </summary>
internal sealed class SqliteWriteQueue : IAsyncDisposable
{
    /// <summary>Writes in one commit at most: the first of them waits for the last.</summary>
    private const int WritesPerCommit = 256;

    private readonly BlockingCollection<SqliteWrite> waiting = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteConnection connection;
    private readonly SqlSession session;
    private readonly string file;
    private readonly SqliteCommand begin, commit, rollback, save, release, rollbackToSave;

    public SqliteWriteQueue(SqliteConnection connection, string file)
    {
        this.connection = connection;
        this.file = file;
        session = new SqlSession(connection);
        (begin, commit, rollback) = (Command("begin immediate"), Command("commit"), Command("rollback"));
        (save, release, rollbackToSave) = (Command("savepoint one"), Command("release one"), Command("rollback to one"));
        new Thread(Work) { IsBackground = true, Name = "sqlite-writer" }.Start();
    }

    public Task<T> AddAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(waiting.IsAddingCompleted, this);
        var write = new SqliteWrite<T>(work, cancellationToken);
        waiting.Add(write, CancellationToken.None);
        return write.Completion;
    }

    /// <summary>Waits until everything that was added is written.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.CompleteAdding();
        await ended.Task;
        waiting.Dispose();
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Work()
    {
        var batch = new List<SqliteWrite>(WritesPerCommit);
        foreach (var first in waiting.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < WritesPerCommit && waiting.TryTake(out var next))
            {
                batch.Add(next);
            }

            Commit(batch);
            batch.Clear();
        }

        foreach (var command in new[] { begin, commit, rollback, save, release, rollbackToSave })
        {
            command.Dispose();
        }

        connection.Dispose();
        ended.SetResult();
    }

    private void Commit(List<SqliteWrite> batch)
    {
        foreach (var abandoned in batch.Where(write => write.IsAbandoned))
        {
            abandoned.Fail(new OperationCanceledException());
        }

        batch.RemoveAll(write => write.IsAbandoned);
        if (Try(begin) is { } noTransaction)
        {
            batch.ForEach(write => write.Fail(noTransaction));
            return;
        }

        var problems = new Exception?[batch.Count];
        var lost = RunAll(batch, problems) ?? Try(commit);
        if (lost is null)
        {
            Answer(batch, problems);
            return;
        }

        RollBack();
        if (batch.Count == 1)
        {
            batch[0].Fail(problems[0] ?? lost);
            return;
        }

        // Somebody's write was too much for the disk: whose, shows when each goes alone.
        batch.ForEach(write => Commit([write]));
    }

    /// <summary>Runs every write inside its savepoint; what took the transaction away from all of them, or null.</summary>
    private Exception? RunAll(List<SqliteWrite> batch, Exception?[] problems)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (Try(save) is { } lostBefore)
            {
                return lostBefore;
            }

            problems[index] = batch[index].Run(session) is { } problem ? SqliteFaults.Translate(problem, file) : null;
            if (problems[index] is { } lost && !InTransaction)
            {
                return lost;
            }

            if ((problems[index] is null ? null : Try(rollbackToSave)) is { } lostWithin)
            {
                return lostWithin;
            }

            if (Try(release) is { } lostAfter)
            {
                return lostAfter;
            }
        }

        return null;
    }

    private static void Answer(List<SqliteWrite> batch, Exception?[] problems)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (problems[index] is { } problem)
            {
                batch[index].Fail(problem);
            }
            else
            {
                batch[index].Succeed();
            }
        }
    }

    /// <summary>SQLite rolls back by itself after some errors (a full disk among them).</summary>
    private bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    private void RollBack()
    {
        if (InTransaction)
        {
            _ = Try(rollback);
        }
    }

    private Exception? Try(SqliteCommand command)
    {
        try
        {
            command.ExecuteNonQuery();
            return null;
        }
        catch (SqliteException error)
        {
            return SqliteFaults.Translate(error, file);
        }
    }
}
