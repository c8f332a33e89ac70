using Microsoft.Data.Sqlite;

namespace Refrain.Storage.Sqlite;

/// <summary>A copy of a database as it is at one moment, while others write to it.</summary>
internal static class SqliteSnapshot
{
    /// <summary>Makes the copy, private and on disk; the target must not exist.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read, or the copy not written.</exception>
    public static void Write(string database, string target)
    {
        PrivateFiles.Open(target, FileMode.CreateNew, FileShare.ReadWrite).Dispose(); // SQLite takes an empty file, and its mode
        using var connections = new SqliteConnections(database, SqliteDatabase.DefaultLockWait);
        try
        {
            using var connection = connections.OpenPlain();
            Write(connection, target);
        }
        catch (SqliteException error) when (SqliteFaults.Find(error, database) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Copies the database of a connection into an empty file.</summary>
    /// <exception cref="SqliteException">It cannot be read, or the copy not written.</exception>
    public static void Write(SqliteConnection connection, string target)
    {
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "vacuum into @target";
            command.Parameters.AddWithValue("@target", target);
            command.ExecuteNonQuery();
        }

        using var file = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
