using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Storage.Sqlite;

namespace Refrain.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests
{
    [Fact]
    public async Task The_tables_are_those_of_the_golden_file()
    {
        using var folder = new TestFolder();
        await SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance).DisposeAsync();
        using var connection = new SqliteConnection($"Data Source={folder["refrain.db"]};Pooling=False");
        var tables = connection.Query<string>("select sql from sqlite_master where sql is not null and name <> 'sqlite_sequence' order by tbl_name, type desc, name");
        var actual = string.Join(";\n\n", tables.Select(sql => sql.ReplaceLineEndings("\n"))) + ";\n";

        var golden = Path.Combine(Path.GetDirectoryName(Here()) ?? "", "..", "Goldens", "schema.sql");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(golden, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), actual, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Opening_says_nothing_on_the_console()
    {
        using var folder = new TestFolder();
        var (before, console) = (Console.Out, new StringWriter());
        Console.SetOut(console);
        try
        {
            await SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance).DisposeAsync();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.DoesNotContain("script", console.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
