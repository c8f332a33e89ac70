using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Sqlite;

/// <summary>Brings a SQLite file to the tables of this build.</summary>
internal static class SqliteSchema
{
    /// <exception cref="SchemaTooNewException">The file has had a migration that this build does not carry.</exception>
    public static void Migrate(SqliteConnection connection, string file, ILogger logger)
    {
        var had = Had(connection);
        if (had.Except(SchemaMigrations.Names).FirstOrDefault() is { } unknown)
        {
            throw new SchemaTooNewException(file, unknown, SchemaMigrations.Names[^1]);
        }

        // Asking first spares every ordinary start the migration library.
        if (SchemaMigrations.Names.Except(had).FirstOrDefault() is { } next)
        {
            var copy = had.Count == 0 ? null : Copy(connection, file, had.Order(StringComparer.Ordinal).Last());
            Upgrade(connection, file, next, copy, logger);
        }
    }

    /// <summary>The database as it was, for whoever must go back to the build before: it stays beside the new one.</summary>
    private static string Copy(SqliteConnection connection, string file, string had)
    {
        var copy = $"{file}.{Path.GetFileNameWithoutExtension(had)}";
        File.Delete(copy); // of an attempt that failed; the file itself is as it was then
        PrivateFiles.Open(copy, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
        SqliteSnapshot.Write(connection, copy);
        return copy;
    }

    /// <summary>The migrations that a database has had.</summary>
    public static List<string> Had(SqliteConnection connection)
    {
        var names = new List<string>();
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from sqlite_master where name = '{SchemaMigrations.JournalTable}'";
        if (command.ExecuteScalar() is 0L)
        {
            return names;
        }

        command.CommandText = $"select ScriptName from {SchemaMigrations.JournalTable}";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private static void Upgrade(SqliteConnection connection, string file, string next, string? copy, ILogger logger)
    {
        using var shared = new SharedConnection(connection);
        var result = DeployChanges.To.SqliteDatabase(shared)
            .WithScripts(SchemaMigrations.Names.Select(name => new SqlScript(name, SchemaMigrations.Read(name))))
            .WithVariable("Identity", "integer primary key autoincrement")
            .WithVariable("Ordinal", "collate binary")
            .JournalToSqliteTable(SchemaMigrations.JournalTable)
            .WithTransaction() // one for all of them: a failed one leaves the file as it was
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw Failed(result.Error, file, next);
        }

        logger.Migrated(file, SchemaMigrations.Names[^1]);
        if (copy is not null)
        {
            logger.KeptCopy(copy);
        }
    }

    private static StorageUnavailableException Failed(Exception error, string file, string next)
    {
        var cause = error as SqliteException ?? error.InnerException as SqliteException;
        var known = cause is null ? null : SqliteFaults.Find(cause, file);
        return known ?? new StorageUnavailableException(
            $"The database '{file}' could not be brought up to date ('{next}' and what follows: {error.Message}); it is as it was. "
            + "Start the Refrain that last worked on it, or restore a backup into another folder, and report this.",
            error);
    }
}
