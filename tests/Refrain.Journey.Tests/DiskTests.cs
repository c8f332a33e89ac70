using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Refrain.Aws;

namespace Refrain.Journey.Tests;

/// <summary>
/// The disk refuses while a step ends: the step is not done before its outputs are whole, callers are told why, the operator is told once, and all of it goes on
/// without a restart when the trouble is over.
/// </summary>
public sealed class DiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_without_a_byte_left_holds_a_step_up_until_there_is_space()
    {
        using var disk = new SmallDisk(mebibytes: 32);
        await using var server = await ServerUnderTest.StartInAsync(disk.Data);
        using var gate = new Gate();
        var execution = await StartAsync(server, gate);

        disk.Fill(but: 0);
        gate.Open();
        await Processes.GoneAsync(gate.Wait);
        for (var asked = 0; asked < 20; asked++)
        {
            AssertUnavailable("the disk is full: free space", await RefusedAsync(() => CreateAnotherAsync(server)));
        }

        Assert.Equal("Executing", await StepStatusAsync(server, execution));
        disk.Free();

        await AssertEndedWellAsync(server, execution);
        await CreateAnotherAsync(server);
        Assert.Single(server.Log, line => line.Contains("disk is full", StringComparison.Ordinal) && !line.Contains("Over, and going on", StringComparison.Ordinal));
        await SaysAsync(server, "Over, and going on");
    }

    [Fact]
    public async Task A_disk_that_is_too_small_for_an_archive_is_told_once_and_the_archive_is_whole_in_the_end()
    {
        const int Mebibyte = 1 << 20;
        using var disk = new SmallDisk(mebibytes: 32);
        await using var server = await ServerUnderTest.StartInAsync(disk.Data);
        using var gate = new Gate();
        await server.CreatePipelineAsync("Trains", Definitions.Pipeline(
            Definitions.Training("Work", $"head -c {6 * Mebibyte} /dev/urandom > \"${{SM_MODEL_DIR:-/opt/ml/model}}/weights\"; {gate.Wait}", "s3://journey/models")));
        var execution = await server.StartExecutionAsync("Trains");
        await WritesAsync(server, "weights", 6 * Mebibyte);

        disk.Fill(but: 2 * Mebibyte);
        gate.Open();
        await SaysAsync(server, "is full: free space");
        Assert.Equal("Executing", await StepStatusAsync(server, execution));
        disk.Free();

        Assert.Equal("Succeeded", await server.EndAsync(execution));
        var model = (await server.S3.ListObjectsV2Async("journey", "models/", null, null, Cancel)).Objects.Single();
        using var archive = new MemoryStream();
        await server.S3.GetObjectAsync("journey", model.Key, archive, Cancel);
        archive.Position = 0;
        await using var entries = new TarReader(new GZipStream(archive, CompressionMode.Decompress));
        Assert.Equal(("weights", 6 * Mebibyte), await entries.GetNextEntryAsync(cancellationToken: Cancel) is { } entry ? (entry.Name, entry.Length) : default);
        await SaysAsync(server, "Over, and going on");
        Assert.Single(server.Log, line => line.Contains("is full", StringComparison.Ordinal) && !line.Contains("Over, and going on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_became_read_only_holds_steps_and_uploads_up_until_it_is_mounted_for_writing()
    {
        using var disk = new SmallDisk(mebibytes: 32);
        await using var server = await ServerUnderTest.StartInAsync(disk.Data);
        using var gate = new Gate();
        var execution = await StartAsync(server, gate);

        using (SmallDisk.MakeReadOnly(Path.Combine(disk.Data, "objects")))
        {
            gate.Open();
            await SaysAsync(server, "read-only: mount it for writing");
            for (var asked = 0; asked < 5; asked++)
            {
                AssertUnavailable("read-only: mount it for writing", await RefusedAsync(() => UploadAsync(server)));
            }

            Assert.Equal("Executing", await StepStatusAsync(server, execution));
        }

        await UploadAsync(server);
        await AssertEndedWellAsync(server, execution);
        Assert.Single(server.Log, line => line.Contains("read-only", StringComparison.Ordinal) && !line.Contains("Over, and going on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_another_program_locks_for_long_is_waited_for()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        var execution = await StartAsync(server, gate);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "refrain.db")};Pooling=False");
        connection.Open();

        await ExecuteAsync(connection, "begin exclusive");
        gate.Open();
        for (var asked = 0; asked < 2; asked++) // each waits five seconds for the lock
        {
            AssertUnavailable("is locked by another program: end that program", await RefusedAsync(() => CreateAnotherAsync(server)));
        }

        Assert.Equal("Executing", await StepStatusAsync(server, execution)); // who only reads does not wait
        await ExecuteAsync(connection, "commit");

        await AssertEndedWellAsync(server, execution);
        await CreateAnotherAsync(server);
        Assert.Single(server.Log, line => line.Contains("is locked", StringComparison.Ordinal) && !line.Contains("Over, and going on", StringComparison.Ordinal));
    }

    /// <summary>A step that has written its output and waits at the gate, and one after it that reads all of it.</summary>
    private static async Task<string> StartAsync(ServerUnderTest server, Gate gate)
    {
        const string Processing = "${SM_PROCESSING_DIR:-/opt/ml/processing}";
        await server.S3.CreateBucketAsync("journey", Cancel);
        await server.CreatePipelineAsync("Writes", Definitions.Pipeline(
            Definitions.Shell("Work", $"cd {Processing}/out; head -c 4000000 /dev/urandom > data; sha256sum data > sum; {gate.Wait}").WithOutput("out", "s3://journey/out"),
            Definitions.Shell("After", $"cd {Processing}/in; sha256sum -c sum").WithInput("in", Definitions.OutputOf("Work", "out"))));
        var execution = await server.StartExecutionAsync("Writes");
        await WritesAsync(server, "sum", 1);
        return execution;
    }

    private static Task<string> WritesAsync(ServerUnderTest server, string file, long bytes) => ServerUnderTest.UntilAsync(
        () => Task.FromResult(
            Directory.Exists(Path.Combine(server.DataDirectory, "jobs"))
            && Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "jobs"), file, SearchOption.AllDirectories).Any(path => new FileInfo(path).Length >= bytes) ? "" : null),
        $"the step to write {file}");

    private static Task<string> SaysAsync(ServerUnderTest server, string words) => ServerUnderTest.UntilAsync(
        () => Task.FromResult(server.Log.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal))), $"the server to say '{words}'");

    private static async Task AssertEndedWellAsync(ServerUnderTest server, string execution)
    {
        Assert.Equal("Succeeded", await server.EndAsync(execution));
        Assert.Equal(4_000_000, (await server.S3.HeadObjectAsync("journey", "out/data", Cancel))?.Size);
    }

    private static async Task<string> StepStatusAsync(ServerUnderTest server, string execution) =>
        (await server.StepsAsync(execution))["Work"].GetProperty("StepStatus").GetString() ?? "";

    private static Task CreateAnotherAsync(ServerUnderTest server) =>
        server.CreatePipelineAsync($"P{Guid.NewGuid():N}", Definitions.Pipeline(Definitions.Shell("Work", $"true {new string('x', 100)}")));

    private static Task UploadAsync(ServerUnderTest server) => server.S3.PutObjectAsync("journey", "upload", new byte[] { 1, 2, 3 }, "text/plain", Cancel);

    private static Task<AwsServiceException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<AwsServiceException>(call);

    private static void AssertUnavailable(string reason, AwsServiceException refusal)
    {
        Assert.Equal(("ServiceUnavailable", 503), (refusal.Code, refusal.StatusCode));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
