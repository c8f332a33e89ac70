using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Objects;

/// <summary>What the promises of an upload store do not say: how the files lie on the disk, and what a start finds there.</summary>
public sealed class FileUploadStoreFileTests : IDisposable
{
    private static readonly S3Uri Place = new("shells", "k");
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_outlive_the_server_and_what_a_crash_left_without_a_row_does_not()
    {
        await using (var storage = await OpenAsync())
        {
            await PutAsync(storage, await BeginAsync(storage, "u1"), 1, "first, ");
        }

        folder.Write("data/objects/parts/u1/2-99", "a part whose row was never written");
        folder.Write("data/objects/parts/u9/1-1", "of an upload that is over");
        await using var again = await OpenAsync();
        Assert.Equal(["u1"], Directory.GetDirectories(folder["data", "objects", "parts"]).Select(Path.GetFileName));
        Assert.Single(Files("u1"));

        var upload = await again.Objects.Uploads.FindAsync(Place, "u1", Cancel) ?? throw new InvalidOperationException("The upload is gone.");
        await PutAsync(again, upload, 2, "second"); // its name is not that of a file of before
        var record = await CompleteAsync(again, upload);
        Assert.Equal("first, second", await File.ReadAllTextAsync(again.Objects.BlobPath(record.Blob)!, Cancel)); // stored on this machine
        Assert.False(Directory.Exists(folder["data", "objects", "parts", "u1"]));
    }

    [Fact]
    public async Task Parts_whose_files_are_gone_are_forgotten_at_the_start()
    {
        await using (var storage = await OpenAsync())
        {
            var upload = await BeginAsync(storage, "u1");
            await PutAsync(storage, upload, 1, "x");
            await PutAsync(storage, upload, 2, "y");
        }

        Directory.Delete(folder["data", "objects", "parts"], recursive: true); // as a restored backup has it
        await using var again = await OpenAsync();

        Assert.Empty(await again.Objects.Uploads.PartsAsync("u1", 0, 10, Cancel));
        Assert.NotNull(await again.Objects.Uploads.FindAsync(Place, "u1", Cancel));
    }

    [Fact]
    public async Task A_replaced_part_and_an_abandoned_upload_leave_no_files()
    {
        await using var storage = await OpenAsync();
        var upload = await BeginAsync(storage, "u1");
        await PutAsync(storage, upload, 1, "old");
        await PutAsync(storage, upload, 1, "new");

        Assert.Equal("new", await File.ReadAllTextAsync(Assert.Single(Files("u1")), Cancel));
        Assert.Equal(1, await storage.Objects.Uploads.RemoveAbandonedAsync(DateTimeOffset.MaxValue, Cancel));
        Assert.Empty(Directory.GetDirectories(folder["data", "objects", "parts"]));
    }

    [Fact]
    public async Task Parts_that_are_read_for_an_object_stay_until_it_is_made()
    {
        await using var storage = await OpenAsync();
        var upload = await BeginAsync(storage, "u1");
        var parts = new[] { await PutAsync(storage, upload, 1, "first, "), await PutAsync(storage, upload, 2, "second") }.ToValueList();
        var completion = new UploadCompletion(parts, "e", WriteCondition.None);
        var written = await storage.Objects.Uploads.CompleteAsync(
            upload, completion, bytes => new InterruptedStream(bytes, () => PutAsync(storage, upload, 2, "another second")), () => null, Cancel);

        Assert.Equal("first, second", await File.ReadAllTextAsync(storage.Objects.BlobPath(written.Record!.Blob)!, Cancel)); // it was made
        Assert.False(Directory.Exists(folder["data", "objects", "parts", "u1"]));
    }

    [Fact]
    public async Task An_upload_that_is_aborted_while_it_is_completed_leaves_nothing()
    {
        await using var storage = await OpenAsync();
        var upload = await BeginAsync(storage, "u1");
        var completion = new UploadCompletion([await PutAsync(storage, upload, 1, "x")], "e", WriteCondition.None);
        var written = await storage.Objects.Uploads.CompleteAsync(
            upload, completion, bytes => new InterruptedStream(bytes, () => storage.Objects.Uploads.AbortAsync(upload, Cancel)), () => null, Cancel);

        Assert.Equal(WriteRefusal.NoUpload, written.Refusal);
        Assert.Null(await storage.Objects.FindAsync(Place, Cancel));
        Assert.False(Directory.Exists(folder["data", "objects", "parts", "u1"]));
    }

    public void Dispose() => folder.Dispose();

    private Task<SqliteStorage> OpenAsync() => SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);

    private string[] Files(string upload) => Directory.GetFiles(folder["data", "objects", "parts", upload]);

    private static async Task<UploadRecord> BeginAsync(SqliteStorage storage, string id)
    {
        await storage.Objects.CreateBucketAsync("shells", "r", Cancel);
        var upload = new UploadRecord(id, new ObjectWrite(Place, ObjectHeaders.None), Sample.At(1));
        Assert.True(await storage.Objects.Uploads.BeginAsync(upload, Cancel));
        return upload;
    }

    private static async Task<UploadPart> PutAsync(SqliteStorage storage, UploadRecord upload, int number, string text) =>
        await storage.Objects.Uploads.PutPartAsync(upload, number, new MemoryStream(Encoding.UTF8.GetBytes(text)), () => null, Cancel) ?? throw new InvalidOperationException("The upload is over.");

    private static async Task<ObjectRecord> CompleteAsync(SqliteStorage storage, UploadRecord upload)
    {
        var parts = await storage.Objects.Uploads.PartsAsync(upload.Id, 0, 10, Cancel);
        return (await storage.Objects.Uploads.CompleteAsync(upload, new UploadCompletion(parts, "e", WriteCondition.None), bytes => bytes, () => null, Cancel)).Record
            ?? throw new InvalidOperationException("It was refused.");
    }

    /// <summary>Something happens after the first bytes were read.</summary>
    private sealed class InterruptedStream(Stream inner, Func<Task> happens) : MemoryStream
    {
        private bool happened;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            if (!happened)
            {
                happened = true;
                await happens();
            }

            return count;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
