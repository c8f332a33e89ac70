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
            throw new SchemaTooNewException(file, unknown);
        }

        // Asking first spares every ordinary start the migration library.
        if (SchemaMigrations.Names.Except(had).Any())
        {
            Upgrade(connection, file, logger);
        }
    }

    private static List<string> Had(SqliteConnection connection)
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

    private static void Upgrade(SqliteConnection connection, string file, ILogger logger)
    {
        using var shared = new SharedConnection(connection);
        var result = DeployChanges.To.SqliteDatabase(shared)
            .WithScripts(SchemaMigrations.Names.Select(name => new SqlScript(name, SchemaMigrations.Read(name))))
            .WithVariable("Identity", "integer primary key autoincrement")
            .WithVariable("Ordinal", "collate binary")
            .JournalToSqliteTable(SchemaMigrations.JournalTable)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw SqliteFaults.Translate(result.Error, file);
        }

        logger.Migrated(file, SchemaMigrations.Names[^1]);
    }
}
