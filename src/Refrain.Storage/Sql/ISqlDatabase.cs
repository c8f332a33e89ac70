namespace Refrain.Storage.Sql;

/// <summary>
/// A database the stores are written against. Faults of the world (full, locked, unwritable) come out as <see cref="StorageUnavailableException"/>.
/// </summary>
public interface ISqlDatabase
{
    /// <summary>Runs queries on one connection; they see everything that was committed before.</summary>
    Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs work in a transaction and returns when it is on disk. The work may share its transaction with others, and may be run again when that
    /// transaction fails for a reason that is not the work's: it does nothing but talk to the session, and keeps no state between runs. When the work
    /// throws, nothing of it is written, and nobody else's work is harmed.
    /// </summary>
    Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);
}
