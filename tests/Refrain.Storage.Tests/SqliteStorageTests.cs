using System.Globalization;
using Microsoft.Data.Sqlite;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests;

public sealed class SqliteStorageTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_data_folder_is_private_and_what_is_in_it_too()
    {
        await using var storage = await OpenAsync();

        Assert.Equal("rwx------", Mode(folder["data"]));
        Assert.Equal("rwx------", Mode(folder["data", "objects", "blobs", "ff"]));
        foreach (var file in Directory.GetFiles(folder["data"]))
        {
            Assert.Equal("rw-------", Mode(file));
        }
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        PipelineRecord? made;
        await using (var first = await OpenAsync())
        {
            made = await first.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
        }

        await using var second = await OpenAsync();
        Assert.Equal(made, await second.Pipelines.FindAsync(Sample.Pipeline("p").Arn, Cancel));
        Assert.False(File.Exists(folder["data", "refrain.db-wal"]) && new FileInfo(folder["data", "refrain.db-wal"]).Length > 0);
    }

    [Fact]
    public async Task A_second_server_in_the_same_process_is_refused_and_the_folder_is_free_after_the_first()
    {
        await using (await OpenAsync())
        {
            var refusal = await Assert.ThrowsAsync<DataDirectoryInUseException>(OpenAsync);
            Assert.Equal($"The data folder '{folder["data"]}' is in use by another Refrain server: stop that one, or give this one another folder.", refusal.Message);
        }

        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_is_killed()
    {
        using var other = OtherProcess.Start("hold", folder["data"]);
        Assert.Equal("holding", await other.LineAsync(Cancel));

        await Assert.ThrowsAsync<DataDirectoryInUseException>(OpenAsync);
        await other.KillAsync(Cancel);
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Every_append_that_a_killed_process_acknowledged_is_there_whole()
    {
        using var other = OtherProcess.Start("append", folder["data"]);
        var lines = new List<string>();
        while (lines.Count < 400)
        {
            lines.Add(await other.LineAsync(Cancel));
        }

        // The last line may be cut short by the kill.
        lines.AddRange((await other.KillAsync(Cancel)).Split('\n').SkipLast(1));
        await using var storage = await OpenAsync();
        var pipeline = Sample.Pipeline("p").Arn;
        foreach (var acknowledged in lines.Select(line => line.Split(' ')).GroupBy(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture)))
        {
            var arn = new PipelineExecutionArn(pipeline, acknowledged.Key);
            var found = await storage.Executions.FindAsync(arn, Cancel);
            Assert.NotNull(found);
            Assert.InRange(found.Length, acknowledged.Max(), int.MaxValue);
            Assert.Equal(found.Length, (await storage.Executions.HistoryAsync(arn, 0, null, Cancel)).Count);
            Assert.Equal(found.Length - 1, (await storage.Executions.ReportsAsync(arn, null, Cancel)).Count);
        }
    }

    [Fact]
    public async Task A_put_that_was_killed_half_way_leaves_nothing_that_can_be_seen()
    {
        using var other = OtherProcess.Start("put", folder["data"]);
        Assert.Equal("half", await other.LineAsync(Cancel));
        await other.KillAsync(Cancel);
        Assert.Equal(1 << 20, new FileInfo(Assert.Single(Directory.GetFiles(folder["data", "objects", "incoming"]))).Length);

        await using var storage = await OpenAsync();
        Assert.Empty(Directory.GetFiles(folder["data", "objects", "incoming"]));
        Assert.Empty(Directory.GetFiles(folder["data", "objects", "blobs"], "*", SearchOption.AllDirectories));
        Assert.Empty(await storage.Objects.ListAsync(new S3Uri("shells", ""), "", 10, Cancel));
        Assert.NotNull(await storage.Objects.FindBucketAsync("shells", Cancel));
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused_and_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        Change("insert into schema_migration (ScriptName, Applied) values ('9999_from_the_future.sql', '2030-01-01')");

        var refusal = await Assert.ThrowsAsync<SchemaTooNewException>(OpenAsync);
        Assert.Contains("'9999_from_the_future.sql'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("run that version or a later one", refusal.Message, StringComparison.Ordinal);
        Change("delete from schema_migration where ScriptName like '9999%'");
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_before_the_step_cache_is_brought_up_to_date_with_its_reports()
    {
        var execution = default(NewExecution);
        await using (var storage = await OpenAsync())
        {
            var pipeline = await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
            Assert.NotNull(pipeline);
            execution = Sample.Execution(pipeline, "x1");
            await storage.Executions.StartAsync(execution, null, Cancel);
            await storage.Executions.AppendAsync(Sample.End(execution.Arn, 1) with { Reports = [Sample.Report("Train", 0)] }, null, Cancel);
        }

        foreach (var sql in new[] { "drop table cache_entry", "alter table step_report drop column cache_key", "alter table step_report drop column cache_hit" })
        {
            Change(sql, rows: 0);
        }

        Change("delete from schema_migration where ScriptName like '%0002_step_cache.sql'");
        await using var again = await OpenAsync();
        Assert.Equal([Sample.Report("Train", 0)], await again.Executions.ReportsAsync(execution.Arn, null, Cancel));
        Assert.Empty(await again.StepCache.FindAsync(new CacheQuery(1, new StepName("Train"), "Training", CacheIdentity.Aws, null, null, 8), Cancel));
    }

    [Fact]
    public async Task The_database_of_before_a_migration_is_kept_beside_the_new_one()
    {
        BeforeTheStepCache();

        await (await OpenAsync()).DisposeAsync();

        Assert.Equal(["0001_first_tables.sql"], Migrations("refrain.db.0001_first_tables"));
        Assert.Equal(Migrations("refrain.db"), Migrations("refrain.db").Order());
        Assert.True(Migrations("refrain.db").Count >= 3);
        Assert.Equal("rw-------", Mode(folder["data", "refrain.db.0001_first_tables"]));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was()
    {
        BeforeTheStepCache();
        Change("create table step_run (in_the_way text)", rows: 0); // the third migration meets it, the second would work

        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(OpenAsync);

        Assert.Contains("could not be brought up to date ('0002_step_cache.sql'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("it is as it was", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["0001_first_tables.sql"], Migrations("refrain.db"));
        Change("drop table step_run", rows: 0);
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_in_words()
    {
        folder.Write("data/refrain.db", new string('x', 10_000));

        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(OpenAsync);
        Assert.StartsWith($"The database '{folder["data", "refrain.db"]}' is damaged or no database: restore it from a backup.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused_in_words()
    {
        folder.Write("data", "I am a file");

        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(OpenAsync);
        Assert.Contains($"'{folder["data"]}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_tokens_older_than_a_week_are_forgotten_at_the_next_open()
    {
        await using (var storage = await OpenAsync())
        {
            await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), Sample.Token("new"), Cancel);
            await storage.Pipelines.CreateAsync(Sample.Pipeline("q"), Sample.Token("old"), Cancel);
        }

        Change($"update request_token set created_at = created_at - {TimeSpan.FromDays(8).TotalMilliseconds} where token = 'old'");
        await using var again = await OpenAsync();
        Assert.NotNull(await again.RequestTokens.FindAsync("StartPipelineExecution", "new", Cancel));
        Assert.Null(await again.RequestTokens.FindAsync("StartPipelineExecution", "old", Cancel));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A folder as a build left it that carried the first migration only.</summary>
    private void BeforeTheStepCache()
    {
        Directory.CreateDirectory(folder["data"]);
        const string first = "0001_first_tables.sql";
        var tables = SchemaMigrations.Read(first)
            .Replace("$Identity$", "integer primary key autoincrement", StringComparison.Ordinal)
            .Replace("$Ordinal$", "collate binary", StringComparison.Ordinal);
        Change(
            $"create table schema_migration (SchemaVersionID integer constraint pk primary key autoincrement not null, ScriptName text not null, Applied datetime not null); {tables}",
            rows: 0);
        Change($"insert into schema_migration (ScriptName, Applied) values ('{first}', '2026-01-01')");
    }

    private List<string> Migrations(string database)
    {
        using var connection = new SqliteConnection($"Data Source={folder["data", database]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select ScriptName from schema_migration order by SchemaVersionID";
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private Task<SqliteStorage> OpenAsync() => SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);

    private void Change(string sql, int rows = 1)
    {
        using var connection = new SqliteConnection($"Data Source={folder["data", "refrain.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var changed = command.ExecuteNonQuery();
        Assert.True(rows is 0 || changed == rows, $"{sql} changed {changed} rows");
    }

    private static string Mode(string path)
    {
        var mode = (int)File.GetUnixFileMode(path);
        return string.Concat(Enumerable.Range(0, 9).Select(bit => (mode & (256 >> bit)) == 0 ? '-' : "rwx"[bit % 3]));
    }
}
