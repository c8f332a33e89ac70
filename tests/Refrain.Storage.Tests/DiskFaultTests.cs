using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests;

public sealed class DiskFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_reported_loses_nothing_and_is_over_when_space_is_free()
    {
        using var disk = new TinyDisk(mebibytes: 8);
        var filler = Path.Combine(disk.Path, "filler");
        await using (var storage = await OpenAsync(disk))
        {
            var started = await StartAsync(storage, executions: 40);
            Fill(filler);
            var ends = await AppendAllAsync(storage, started, length: 1);

            var refused = ends.OfType<StorageUnavailableException>().ToList();
            Assert.NotEmpty(refused);
            Assert.All(refused, error => Assert.Equal(FileFaults.NoSpace, error.HResult)); // by which it is told once
            Assert.All(refused, error => Assert.Contains("refrain.db' cannot be ", error.Message, StringComparison.Ordinal));
            Assert.All(ends, end => Assert.True(end is null or StorageUnavailableException, $"{end}"));
            await CheckAsync(storage, started, ends);

            File.Delete(filler);
            var again = started.Zip(ends).Where(pair => pair.Second is not null).Select(pair => pair.First).ToList();
            Assert.All(await AppendAllAsync(storage, again, length: 1), Assert.Null);
        }

        await using var reopened = await OpenAsync(disk);
        Assert.Equal(40, (await reopened.Executions.UnfinishedAsync(Cancel)).Count);
        foreach (var arn in await reopened.Executions.UnfinishedAsync(Cancel))
        {
            Assert.Equal(2, (await reopened.Executions.HistoryAsync(arn, 0, null, Cancel)).Count);
        }
    }

    [Fact]
    public async Task An_object_too_big_for_the_disk_is_reported_and_leaves_the_old_one()
    {
        using var disk = new TinyDisk(mebibytes: 8);
        await using var storage = await OpenAsync(disk);
        var place = new S3Uri("shells", "k");
        await storage.Objects.CreateBucketAsync("shells", "r", Cancel);
        var old = await storage.Objects.PutAsync(place, new MemoryStream([1, 2, 3]), ObjectHeaders.None, Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => storage.Objects.PutAsync(place, new MemoryStream(new byte[20 << 20]), ObjectHeaders.None, Cancel));
        Assert.Contains("objects' cannot be written, the disk is full: free space", error.Message, StringComparison.Ordinal);
        Assert.Equal(FileFaults.NoSpace, error.HResult);
        Assert.Equal(old, await storage.Objects.FindAsync(place, Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, "data", "objects", "incoming")));
        Assert.NotNull(await storage.Objects.PutAsync(place, new MemoryStream(new byte[1 << 20]), ObjectHeaders.None, Cancel));
    }

    [Fact]
    public async Task An_upload_that_the_disk_has_no_room_for_goes_on_when_there_is()
    {
        using var disk = new TinyDisk(mebibytes: 8);
        await using var storage = await OpenAsync(disk);
        await storage.Objects.CreateBucketAsync("shells", "r", Cancel);
        var uploads = storage.Objects.Uploads;
        var upload = new UploadRecord("u", new ObjectWrite(new S3Uri("shells", "k"), ObjectHeaders.None), Sample.At(1));
        await uploads.BeginAsync(upload, Cancel);
        var part = await uploads.PutPartAsync(upload, 1, new MemoryStream(new byte[3 << 20]), () => null, Cancel) ?? throw new InvalidOperationException("The upload is over.");

        // Neither another part nor the object, a second time the same bytes, fits; what is there stays.
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => uploads.PutPartAsync(upload, 1, new MemoryStream(new byte[20 << 20]), () => null, Cancel));
        Assert.Equal(FileFaults.NoSpace, refusal.HResult);
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[2 << 20], Cancel);
        var completion = new UploadCompletion([part], "e", WriteCondition.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => uploads.CompleteAsync(upload, completion, bytes => bytes, () => null, Cancel));
        Assert.Null(await storage.Objects.FindAsync(upload.Write.Place, Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, "data", "objects", "incoming")));

        File.Delete(filler);
        Assert.Equal(3 << 20, (await uploads.CompleteAsync(upload, completion, bytes => bytes, () => null, Cancel)).Record?.Size);
    }

    [Fact]
    public async Task A_read_only_file_system_is_reported_and_reading_goes_on()
    {
        using var disk = new TinyDisk(mebibytes: 8);
        await (await OpenAsync(disk)).DisposeAsync();
        disk.Remount("ro");
        var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(disk));
        Assert.Contains("its file system is read-only: mount it for writing", refusal.Message, StringComparison.Ordinal);

        disk.Remount("rw");
        await using var storage = await OpenAsync(disk);
        Assert.NotNull(await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel));
    }

    private static Task<SqliteStorage> OpenAsync(TinyDisk disk) => SqliteStorage.OpenAsync(Path.Combine(disk.Path, "data"), TimeProvider.System);

    private static async Task<List<PipelineExecutionArn>> StartAsync(SqliteStorage storage, int executions)
    {
        var pipeline = await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel) ?? throw new InvalidOperationException("The name is taken.");
        var started = Enumerable.Range(0, executions).Select(number => Sample.Execution(pipeline, $"x{number}")).ToList();
        await Task.WhenAll(started.Select(execution => storage.Executions.StartAsync(execution, null, Cancel)));
        return started.ConvertAll(execution => execution.Arn);
    }

    /// <summary>All at once, so that they are committed in groups; every fourth is of 100 kB.</summary>
    private static Task<Exception?[]> AppendAllAsync(SqliteStorage storage, List<PipelineExecutionArn> arns, int length) =>
        Task.WhenAll(arns.Select((arn, index) => Record.ExceptionAsync(async () =>
        {
            var arguments = new RawJson($"\"{new string('a', index % 4 == 0 ? 100_000 : 10)}\"");
            var launching = new ExecutionEvent.StepLaunching(Sample.At(1), new StepName("S"), 1, "job", arguments, Sample.Report("S", 0).Identity!, []);
            Assert.True(await storage.Executions.AppendAsync(Sample.Append(arn, length, launching), null, Cancel));
        }).AsTask()));

    private static async Task CheckAsync(SqliteStorage storage, List<PipelineExecutionArn> arns, Exception?[] ends)
    {
        for (var index = 0; index < arns.Count; index++)
        {
            var expected = ends[index] is null ? 2 : 1;
            Assert.Equal(expected, (await storage.Executions.FindAsync(arns[index], Cancel))?.Length);
            Assert.Equal(expected, (await storage.Executions.HistoryAsync(arns[index], 0, null, Cancel)).Count);
        }
    }

    /// <summary>Takes all the space but a few pages.</summary>
    private static void Fill(string file)
    {
        using var stream = File.Create(file);
        var block = new byte[64 * 1024];
        var full = false;
        while (!full)
        {
            try
            {
                stream.Write(block);
                stream.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                full = true;
            }
        }

        stream.SetLength(stream.Length - (64 * 1024));
    }
}
