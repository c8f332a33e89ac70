using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Sqlite;

/// <summary>A database in one SQLite file: one writer that groups commits, any number of readers beside it.</summary>
public sealed class SqliteDatabase : ISqlDatabase, IAsyncDisposable
{
    private readonly string file;
    private readonly SqliteConnections connections;
    private readonly SqliteWriteQueue writes;

    private SqliteDatabase(string file, SqliteConnections connections, SqliteConnection writer)
    {
        this.file = file;
        this.connections = connections;
        writes = new SqliteWriteQueue(writer, file);
    }

    /// <summary>How long a write waits for another program's lock on the file.</summary>
    public static TimeSpan DefaultLockWait { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Opens the file, makes it when it is missing (readable by its owner only), and brings its tables up to date.</summary>
    /// <exception cref="StorageUnavailableException">Unwritable, full, locked or damaged.</exception>
    /// <exception cref="SchemaTooNewException">Written by a later build.</exception>
    public static SqliteDatabase Open(string file, ILogger logger, TimeSpan? lockWait = null)
    {
        MakePrivate(file);
        var connections = new SqliteConnections(file, lockWait ?? DefaultLockWait);
        SqliteConnection? writer = null;
        try
        {
            writer = connections.OpenWriter();
            SqliteSchema.Migrate(writer, file, logger);
            var database = new SqliteDatabase(file, connections, writer);
            writer = null;
            return database;
        }
        catch (SqliteException error) when (SqliteFaults.Find(error, file) is { } fault)
        {
            throw fault;
        }
        finally
        {
            writer?.Dispose();
        }
    }

    /// <inheritdoc />
    public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) =>
        ReadOnceAsync(reader => work(new SqlSession(reader)), cancellationToken);

    private async Task<T> ReadOnceAsync<T>(Func<SqliteConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var reader = connections.RentReader();
            try
            {
                return await work(reader);
            }
            finally
            {
                connections.Return(reader);
            }
        }
        catch (SqliteException error) when (SqliteFaults.Find(error, file) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Hands over every text that is stored, as it is at one moment; those of the executions with these ids are left out.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be read.</exception>
    internal Task<bool> ReadTextsAsync(IReadOnlySet<string> without, Action<string> take, CancellationToken cancellationToken) =>
        ReadOnceAsync(
            reader =>
            {
                SqliteTexts.Read(reader, without, take, cancellationToken);
                return Task.FromResult(true);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) => writes.AddAsync(work, cancellationToken);

    /// <summary>Finishes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await writes.DisposeAsync();
        connections.Dispose();
    }

    private static void MakePrivate(string file)
    {
        try
        {
            // SQLite gives its side files (-wal, -shm) the mode of the database.
            PrivateFiles.Open(file, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.Describe(error, file);
        }
    }
}
