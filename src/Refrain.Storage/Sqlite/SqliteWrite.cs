using Refrain.Storage.Sql;

namespace Refrain.Storage.Sqlite;

/// <summary>A write that waits for its turn.</summary>
internal abstract class SqliteWrite
{
    /// <summary>The caller let go before its turn came.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Does the work; the problem it ended with, or null. May run more than once: only the last run counts.</summary>
    public abstract Exception? Run(SqlSession session);

    /// <summary>The last run is on disk: the caller gets its result.</summary>
    public abstract void Succeed();

    /// <summary>Nothing of it is written.</summary>
    public abstract void Fail(Exception problem);
}

/// <inheritdoc />
internal sealed class SqliteWrite<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) : SqliteWrite
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? lastRun;

    public Task<T> Completion => completion.Task;

    public override bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public override Exception? Run(SqlSession session)
    {
        lastRun = RunAsync(session);
        if (!lastRun.IsCompleted)
        {
            // SQLite answers on the calling thread, so this work waits for something else, and everybody would wait with it.
            return new InvalidOperationException("Work on the database waited for something besides the database.");
        }

        return lastRun.IsCanceled ? new OperationCanceledException() : lastRun.Exception?.InnerException;
    }

    public override void Succeed() =>
        completion.SetResult((lastRun ?? throw new InvalidOperationException("A write that never ran cannot have succeeded.")).Result);

    public override void Fail(Exception problem)
    {
        if (problem is OperationCanceledException)
        {
            completion.SetCanceled(cancellationToken);
        }
        else
        {
            completion.SetException(problem);
        }
    }

    // Async, so that whatever the work throws is kept in the task.
    private async Task<T> RunAsync(SqlSession session) => await work(session);
}
