using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Refrain.Storage.Sqlite;

/// <summary>Opens connections to one file with the settings that our promises rest on, and keeps some for reading.</summary>
internal sealed class SqliteConnections(string file, TimeSpan lockWait) : IDisposable
{
    /// <summary>Idle readers kept open: more would hold page caches for nothing on machines this small.</summary>
    private const int IdleReaders = 8;

    private readonly ConcurrentBag<SqliteConnection> readers = [];

    /// <summary>A commit is on disk when it returns (<c>synchronous=FULL</c>), and readers never wait for writers (WAL).</summary>
    public SqliteConnection OpenWriter() =>
        Open("pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma temp_store=memory; pragma journal_size_limit=67108864;");

    /// <summary>For copying the whole database, which a reader may not.</summary>
    public SqliteConnection OpenPlain() => Open("pragma temp_store=memory;");

    public SqliteConnection RentReader() =>
        readers.TryTake(out var reader) ? reader : Open("pragma query_only=on; pragma temp_store=memory;");

    public void Return(SqliteConnection reader)
    {
        if (readers.Count < IdleReaders)
        {
            readers.Add(reader);
        }
        else
        {
            reader.Dispose();
        }
    }

    public void Dispose()
    {
        while (readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private SqliteConnection Open(string settings)
    {
        // SQLite itself waits for locks (busy_timeout); the provider's own retries on top of that end after the first.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"pragma busy_timeout={(long)lockWait.TotalMilliseconds}; {settings}";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}
