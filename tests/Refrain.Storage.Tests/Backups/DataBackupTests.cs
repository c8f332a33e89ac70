using System.Text;
using Microsoft.Data.Sqlite;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Backups;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Backups;

public sealed class DataBackupTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar")]
    public async Task What_was_backed_up_while_a_server_worked_is_there_after_a_restore(string place)
    {
        await using (var storage = await FilledAsync())
        {
            folder.Write("data/images.json", "the entries");
            var report = await storage.BackUpAsync(folder[place], Cancel);
            Assert.Equal((2, 0), (report.Blobs, report.MissingBlobs));
            await PutAsync(storage, "later", "not in the backup");
        }

        Assert.Empty((await DataBackup.VerifyAsync(folder[place], Cancel)).Problems);
        await DataBackup.RestoreAsync(folder[place], folder["restored"], Cancel);

        Assert.Equal("a log", await File.ReadAllTextAsync(folder["restored", "logs", "x1", "Prep.1.log"], Cancel));
        Assert.Equal("the keys", await File.ReadAllTextAsync(folder["restored", "credentials.json"], Cancel));
        Assert.Equal("the entries", await File.ReadAllTextAsync(folder["restored", "images.json"], Cancel));
        await using var restored = await SqliteStorage.OpenAsync(folder["restored"], TimeProvider.System);
        Assert.Equal("one", await ReadAsync(restored, "one"));
        Assert.Null(await restored.Objects.FindAsync(new S3Uri("bucket", "later"), Cancel));
        Assert.NotNull(await restored.Pipelines.FindAsync(Sample.Pipeline("p").Arn, Cancel));
        Assert.False(File.Exists(folder["restored", "server.json"]));
    }

    [Fact]
    public async Task A_blob_that_only_an_event_names_is_in_the_backup()
    {
        await using var storage = await FilledAsync();
        var pipeline = await storage.Pipelines.FindAsync(Sample.Pipeline("p").Arn, Cancel);
        var record = await PutAsync(storage, "overwritten", "known to a history");
        var execution = Sample.Execution(pipeline!, "x1"); // FilledAsync made it
        await storage.Executions.StartAsync(execution, null, Cancel);
        var text = Core.Executions.StoredJson.Write(Sample.Launching("Prep")).Replace(new string('a', 64), record.Blob, StringComparison.Ordinal);
        await storage.Executions.AppendAsync(Sample.Append(execution.Arn, 1, Core.Executions.StoredJson.ReadEvent(text)), null, Cancel);
        await PutAsync(storage, "overwritten", "something else");

        await storage.BackUpAsync(folder["backup"], Cancel);

        Assert.True(File.Exists(folder["backup", "objects", "blobs", record.Blob[..2], record.Blob[2..]]));
    }

    [Fact]
    public async Task A_blob_that_nothing_names_is_left_out()
    {
        await using var storage = await FilledAsync();
        var record = await PutAsync(storage, "one", "overwritten at once");
        await PutAsync(storage, "one", "one");

        var report = await storage.BackUpAsync(folder["backup"], Cancel);

        Assert.Equal(2, report.Blobs);
        Assert.False(File.Exists(folder["backup", "objects", "blobs", record.Blob[..2], record.Blob[2..]]));
    }

    [Fact]
    public async Task A_second_backup_replaces_the_first_and_shares_its_blobs()
    {
        await using var storage = await FilledAsync();
        await storage.BackUpAsync(folder["backup"], Cancel);
        await PutAsync(storage, "three", "three");

        var second = await storage.BackUpAsync(folder["backup"], Cancel);

        Assert.Equal((3, 3), (second.Blobs, second.LinkedBlobs));
        Assert.Empty((await DataBackup.VerifyAsync(folder["backup"], Cancel)).Problems);
        Assert.Equal(["backup", "data"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("objects/blobs", "has other bytes")]
    [InlineData("refrain.db", "has other bytes")]
    [InlineData("logs", "has other bytes")]
    public async Task A_changed_byte_is_found_and_nothing_is_restored(string where, string problem)
    {
        await using (var storage = await FilledAsync())
        {
            await storage.BackUpAsync(folder["backup"], Cancel);
        }

        var place = folder["backup", where];
        var file = File.Exists(place) ? place : Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).First();
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[^1] ^= 1;
        File.Delete(file); // a link of the data folder's file must not be written through
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        Assert.Contains(problem, Assert.Single((await DataBackup.VerifyAsync(folder["backup"], Cancel)).Problems), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<BackupException>(() => DataBackup.RestoreAsync(folder["backup"], folder["restored"], Cancel));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["backup", "data"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_missing_file_and_an_archive_that_was_cut_short_are_found()
    {
        await using var storage = await FilledAsync();
        await storage.BackUpAsync(folder["backup"], Cancel);
        await storage.BackUpAsync(folder["backup.tar"], Cancel);
        File.Delete(folder["backup", "credentials.json"]);
        await using (var archive = new FileStream(folder["backup.tar"], FileMode.Open))
        {
            archive.SetLength(archive.Length / 2);
        }

        Assert.Equal(["credentials.json is missing"], (await DataBackup.VerifyAsync(folder["backup"], Cancel)).Problems);
        Assert.NotEmpty((await DataBackup.VerifyAsync(folder["backup.tar"], Cancel)).Problems);
    }

    [Theory]
    [InlineData("data/backup", "lie in one another")]
    [InlineData("", "lie in one another")]
    [InlineData("data", "lie in one another")]
    [InlineData("link/backup", "lie in one another")]
    [InlineData("full", "is no backup of Refrain's")]
    [InlineData("full.tar", "is no backup of Refrain's")]
    public async Task A_place_in_the_data_folder_or_with_something_else_in_it_is_refused(string place, string problem)
    {
        await using var storage = await FilledAsync();
        folder.Write("full/of/things.txt", "precious");
        folder.Write("full.tar", "precious");
        Directory.CreateSymbolicLink(folder["link"], folder["data"]);

        var refusal = await Assert.ThrowsAsync<BackupException>(() => storage.BackUpAsync(folder[place], Cancel));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(folder["full", "of", "things.txt"], Cancel));
    }

    [Fact]
    public async Task A_relative_place_is_refused_where_nobody_knows_relative_to_what()
    {
        await using var storage = await FilledAsync();

        Assert.Contains("absolute path", (await Assert.ThrowsAsync<BackupException>(() => storage.BackUpAsync("backup", Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_a_server_refuses_a_folder_that_one_works_on()
    {
        await using (await FilledAsync())
        {
            await Assert.ThrowsAsync<DataDirectoryInUseException>(() => DataBackup.MakeAsync(folder["data"], folder["backup"], TimeProvider.System, Cancel));
        }

        Assert.Equal(2, (await DataBackup.MakeAsync(folder["data"], folder["backup"], TimeProvider.System, Cancel)).Blobs);
        await Assert.ThrowsAsync<BackupException>(() => DataBackup.MakeAsync(folder["nothing"], folder["other"], TimeProvider.System, Cancel));
    }

    [Fact]
    public async Task A_restore_refuses_a_folder_that_is_in_use_or_not_empty_and_takes_an_empty_one()
    {
        await using (var storage = await FilledAsync())
        {
            await storage.BackUpAsync(folder["backup"], Cancel);
            await Assert.ThrowsAsync<DataDirectoryInUseException>(() => DataBackup.RestoreAsync(folder["backup"], folder["data"], Cancel));
        }

        Assert.Contains("is not empty", (await Assert.ThrowsAsync<BackupException>(() => DataBackup.RestoreAsync(folder["backup"], folder["data"], Cancel))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        await DataBackup.RestoreAsync(folder["backup"], folder["empty"], Cancel);
        await (await SqliteStorage.OpenAsync(folder["empty"], TimeProvider.System)).DisposeAsync();
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_by_name()
    {
        folder.Write("thing/a.txt", "a");

        Assert.Contains("There is no backup at", (await Assert.ThrowsAsync<BackupException>(() => DataBackup.VerifyAsync(folder["nowhere"], Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("is no whole backup", (await Assert.ThrowsAsync<BackupException>(() => DataBackup.VerifyAsync(folder["thing"], Cancel))).Message, StringComparison.Ordinal);
        folder.Write("thing/backup.json", """{"format":99,"files":[],"missing":[],"madeAt":"2026-01-01T00:00:00Z"}""");
        Assert.Contains("has format 99", (await Assert.ThrowsAsync<BackupException>(() => DataBackup.VerifyAsync(folder["thing"], Cancel))).Message, StringComparison.Ordinal);
        folder.Write("thing/backup.json", $$"""{"format":1,"files":[{"path":"../out","size":0,"sha256":"{{new string('0', 64)}}"}],"missing":[],"madeAt":"2026-01-01T00:00:00Z"}""");
        Assert.Contains("is damaged", (await Assert.ThrowsAsync<BackupException>(() => DataBackup.RestoreAsync(folder["thing"], folder["restored"], Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_newer_build_is_refused()
    {
        await using (var storage = await FilledAsync())
        {
        }

        using (var connection = new SqliteConnection($"Data Source={folder["data", "refrain.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "insert into schema_migration (ScriptName, Applied) values ('9999_from_the_future.sql', '2030-01-01')";
            command.ExecuteNonQuery();
        }

        await DataBackup.MakeAsync(folder["data"], folder["backup"], TimeProvider.System, Cancel);
        var refusal = await Assert.ThrowsAsync<BackupException>(() => DataBackup.RestoreAsync(folder["backup"], folder["restored"], Cancel));
        Assert.Contains("'9999_from_the_future.sql'", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["restored"]));
    }

    [Fact]
    public async Task A_blob_that_the_data_folder_has_lost_is_told_of()
    {
        await using var storage = await FilledAsync();
        var record = await PutAsync(storage, "lost", "lost");
        File.Delete(folder["data", "objects", "blobs", record.Blob[..2], record.Blob[2..]]);

        Assert.Equal(1, (await storage.BackUpAsync(folder["backup"], Cancel)).MissingBlobs);
        Assert.Contains(record.Blob, Assert.Single((await DataBackup.VerifyAsync(folder["backup"], Cancel)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_readable_by_its_owner_only()
    {
        await using var storage = await FilledAsync();
        await storage.BackUpAsync(folder["backup"], Cancel);
        await storage.BackUpAsync(folder["backup.tar"], Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["backup"]));
        Assert.All(
            [folder["backup", "refrain.db"], folder["backup", "credentials.json"], folder["backup.tar"]],
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Backups_taken_in_the_middle_of_many_writes_are_whole_and_show_one_moment()
    {
        await using var storage = await FilledAsync();
        using var enough = new CancellationTokenSource();
        var writing = WriteUntilAsync(storage, enough.Token);
        for (var round = 0; round < 5; round++)
        {
            await storage.BackUpAsync(folder["backup"], Cancel);
            Assert.Empty((await DataBackup.VerifyAsync(folder["backup"], Cancel)).Problems);
        }

        await enough.CancelAsync();
        var written = await writing;
        await DataBackup.RestoreAsync(folder["backup"], folder["restored"], Cancel);
        await using var restored = await SqliteStorage.OpenAsync(folder["restored"], TimeProvider.System);
        var keys = await restored.Objects.ListAsync(new S3Uri("bucket", "w/"), "", 10_000, Cancel);

        // A prefix of what was written, in order: no key without those before it, and the bytes of each.
        Assert.InRange(keys.Count, 1, written);
        Assert.Equal(Enumerable.Range(0, keys.Count).Select(number => $"w/{number:D6}"), keys.Select(key => key.Place.Key));
        Assert.All(keys, key => Assert.True(restored.Objects.HasBlob(key.Blob)));
    }

    public void Dispose() => folder.Dispose();

    private static async Task<int> WriteUntilAsync(SqliteStorage storage, CancellationToken enough)
    {
        var number = 0;
        for (; !enough.IsCancellationRequested; number++)
        {
            await PutAsync(storage, $"w/{number:D6}", $"bytes {number}");
        }

        return number;
    }

    private static async Task<ObjectRecord> PutAsync(SqliteStorage storage, string key, string text)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await storage.Objects.PutAsync(new S3Uri("bucket", key), bytes, ObjectHeaders.None, CancellationToken.None) ?? throw new InvalidOperationException("There is no bucket.");
    }

    private static async Task<string> ReadAsync(SqliteStorage storage, string key)
    {
        var record = await storage.Objects.FindAsync(new S3Uri("bucket", key), Cancel);
        using var bytes = new StreamReader(storage.Objects.OpenBlob(record!.Blob)!); // both are asserted by reading them
        return await bytes.ReadToEndAsync(Cancel);
    }

    private async Task<SqliteStorage> FilledAsync()
    {
        var storage = await SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);
        await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
        await storage.Objects.CreateBucketAsync("bucket", "r", Cancel);
        await PutAsync(storage, "one", "one");
        await PutAsync(storage, "two", "two");
        folder.Write("data/logs/x1/Prep.1.log", "a log");
        folder.Write("data/credentials.json", "the keys");
        folder.Write("data/server.json", "{}");
        return storage;
    }
}
