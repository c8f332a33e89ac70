using System.Security.Cryptography;
using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class UploadStoreContract : StoreContract
{
    private static readonly S3Uri Place = new("shells", "k");

    [Fact]
    public async Task Parts_become_an_object_whose_content_is_known_by_its_hash()
    {
        var upload = await BeginAsync("u1", new ObjectHeaders("text/x", [new EnvironmentVariable("a", "b")]) { CacheControl = "no-store" });
        var (one, three) = (await PutAsync(upload, 1, "first, "), await PutAsync(upload, 3, "third", "sum"));

        Assert.Equal(upload, await Stores.Uploads.FindAsync(Place, "u1", Cancel));
        Assert.Equal([one, three], await Stores.Uploads.PartsAsync("u1", 0, 10, Cancel));
        Assert.Equal([three], await Stores.Uploads.PartsAsync("u1", 1, 10, Cancel));
        Assert.Equal(("11326bf9695e7dbca512166e2b4d695b", 7L, "sum"), (one.ETag, one.Size, three.Checksum));
        var record = (await CompleteAsync(upload, [one, three])).Record;
        Assert.Equal((Sha256("first, third"), 12L, "etag-2", upload.Write.Headers, upload.Write.Tags), (record?.Blob, record?.Size, record?.ETag, record?.Headers, record?.Tags));
        Assert.Equal((ValueList<long>)[7, 5], record?.PartSizes);
        Assert.Equal(record, await Stores.Objects.FindAsync(Place, Cancel));
        Assert.Equal("etag-2", (await Stores.Uploads.FindAsync(Place, "u1", Cancel))?.CompletedETag);
        Assert.Empty(await Stores.Uploads.PartsAsync("u1", 0, 10, Cancel));
    }

    [Fact]
    public async Task An_upload_that_is_over_takes_no_parts()
    {
        var (completed, aborted) = (await BeginAsync("u1"), await BeginAsync("u2"));
        var part = await PutAsync(completed, 1, "x");
        await CompleteAsync(completed, [part]);
        await PutAsync(aborted, 1, "x");

        Assert.True(await Stores.Uploads.AbortAsync(aborted, Cancel));
        Assert.False(await Stores.Uploads.AbortAsync(aborted, Cancel));
        Assert.False(await Stores.Uploads.AbortAsync(completed, Cancel));
        Assert.Null(await Stores.Uploads.PutPartAsync(completed, 2, Bytes("y"), () => null, Cancel));
        Assert.Null(await Stores.Uploads.PutPartAsync(aborted, 2, Bytes("y"), () => null, Cancel));
        Assert.Equal(WriteRefusal.NoUpload, (await CompleteAsync(completed, [])).Refusal);
        Assert.Equal(WriteRefusal.NoUpload, (await CompleteAsync(aborted, [])).Refusal);
        Assert.Null(await Stores.Uploads.FindAsync(Place, "u2", Cancel));
        Assert.Null(await Stores.Uploads.FindAsync(new S3Uri("shells", "other"), "u1", Cancel));
        Assert.False(await Stores.Uploads.BeginAsync(completed with { Id = "u3", Write = new ObjectWrite(new S3Uri("none", "k"), ObjectHeaders.None) }, Cancel));
    }

    [Fact]
    public async Task The_last_of_those_who_write_a_part_at_once_wins_whole()
    {
        var upload = await BeginAsync("u1");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => PutAsync(upload, 1, new string((char)('a' + number), 5000))));
        var part = Assert.Single(await Stores.Uploads.PartsAsync("u1", 0, 10, Cancel));
        var record = (await CompleteAsync(upload, [part])).Record;

        using var bytes = new StreamReader(Stores.Objects.OpenBlob(record!.Blob)!); // both are there, or the test fails
        var text = await bytes.ReadToEndAsync(Cancel);
        Assert.Equal(new string(text[0], 5000), text);
    }

    [Fact]
    public async Task Bytes_that_are_refused_at_their_end_leave_key_and_upload_as_they_were()
    {
        var upload = await BeginAsync("u1");
        var part = await PutAsync(upload, 1, "x");
        var completion = new UploadCompletion([part], "e", WriteCondition.None);

        await Assert.ThrowsAsync<InvalidDataException>(() => Stores.Uploads.CompleteAsync(upload, completion, _ => new RefusingStream(), () => null, Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(() => Stores.Uploads.PutPartAsync(upload, 1, new RefusingStream(), () => null, Cancel));
        Assert.Null(await Stores.Objects.FindAsync(Place, Cancel));
        Assert.Equal(WriteRefusal.NoKey, (await CompleteAsync(upload, [part], new WriteCondition("e", false))).Refusal);
        Assert.NotNull((await CompleteAsync(upload, [part])).Record);
    }

    [Fact]
    public async Task Uploads_that_go_on_are_listed_by_key_and_age()
    {
        foreach (var (id, key) in new[] { ("1", "a/1"), ("3", "a/2"), ("2", "a/2"), ("4", "b"), ("5", "a/0") })
        {
            await BeginAsync(id, key: key);
        }

        await Stores.Uploads.AbortAsync(await BeginAsync("6", key: "a/1"), Cancel);
        Assert.Equal("5 1 2 3 4", await ListAsync("", "", ""));
        Assert.Equal("5 1 2 3", await ListAsync("a/", "", ""));
        Assert.Equal("3", await ListAsync("a/", "a/2", "2"));
        Assert.Equal("3 4", await ListAsync("", "a/2", "2"));

        async Task<string> ListAsync(string prefix, string key, string id) =>
            string.Join(' ', (await Stores.Uploads.ListAsync(new S3Uri("shells", prefix), key, id, 10, Cancel)).Select(upload => upload.Id));
    }

    [Fact]
    public async Task Uploads_without_a_sign_of_life_are_removed()
    {
        await BeginAsync("old", at: Sample.At(1));
        var alive = await BeginAsync("alive", at: Sample.At(1));
        await PutAsync(alive, 1, "x"); // now, by the clock of the store
        await BeginAsync("young", at: Sample.At(3));
        var done = await BeginAsync("done", at: Sample.At(1));
        await CompleteAsync(done, []);

        Assert.Equal(1, await Stores.Uploads.RemoveAbandonedAsync(Sample.At(2), Cancel));
        Assert.Equal(["alive", "young"], (await Stores.Uploads.ListAsync(new S3Uri("shells", ""), "", "", 10, Cancel)).Select(upload => upload.Id));
        Assert.Null(await Stores.Uploads.FindAsync(Place, "done", Cancel));
        Assert.NotNull(await Stores.Objects.FindAsync(Place, Cancel));
    }

    private async Task<UploadRecord> BeginAsync(string id, ObjectHeaders? headers = null, string key = "k", DateTimeOffset? at = null)
    {
        await Stores.Objects.CreateBucketAsync("shells", "r", Cancel);
        var write = new ObjectWrite(new S3Uri("shells", key), headers ?? ObjectHeaders.None) { Tags = [new Tag("t", "v")] };
        var upload = new UploadRecord(id, write, at ?? Sample.At(1)) { ChecksumAlgorithm = "CRC32", IsChecksumOfParts = true };
        Assert.True(await Stores.Uploads.BeginAsync(upload, Cancel));
        return upload;
    }

    private async Task<UploadPart> PutAsync(UploadRecord upload, int number, string text, string? checksum = null) =>
        await Stores.Uploads.PutPartAsync(upload, number, Bytes(text), () => checksum, Cancel) ?? throw new InvalidOperationException("The upload is over.");

    private Task<ObjectWritten> CompleteAsync(UploadRecord upload, ValueList<UploadPart> parts, WriteCondition? condition = null) =>
        Stores.Uploads.CompleteAsync(upload, new UploadCompletion(parts, $"etag-{parts.Count}", condition ?? WriteCondition.None), bytes => bytes, () => null, Cancel);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Some bytes, and then a refusal.</summary>
    private sealed class RefusingStream : MemoryStream
    {
        private bool gave;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (gave)
            {
                throw new InvalidDataException("not what was promised");
            }

            gave = true;
            buffer.Span[0] = 1;
            return ValueTask.FromResult(1);
        }
    }
}
