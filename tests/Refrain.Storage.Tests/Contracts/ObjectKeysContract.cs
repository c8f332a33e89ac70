using System.Text;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class ObjectKeysContract : StoreContract
{
    private static readonly ObjectHeaders Said = new("text/x", [new EnvironmentVariable("colour", "blue")])
    {
        ContentEncoding = "gzip", ContentDisposition = "inline", ContentLanguage = "de", CacheControl = "no-store", Expires = "soon",
    };

    [Fact]
    public async Task What_is_said_of_an_object_comes_back_with_it()
    {
        var write = new ObjectWrite(await PlaceAsync("k"), Said) { Tags = [new Tag("a", "1"), new Tag("b", "")] };
        var written = await WriteAsync(write, "bytes", new ObjectChecksum("CRC32", "AAAAAA==", false));

        Assert.Equal((Said, write.Tags, new ObjectChecksum("CRC32", "AAAAAA==", false)), (written.Headers, written.Tags, written.Checksum));
        Assert.Equal(written, await Stores.Objects.FindAsync(write.Place, Cancel));
        Assert.Equal([written], await Stores.Objects.ListAsync(new S3Uri("shells", ""), "", 10, Cancel));
    }

    [Fact]
    public async Task A_key_is_written_only_when_the_condition_holds()
    {
        var place = await PlaceAsync("k");
        var create = new ObjectWrite(place, Said) { Condition = new WriteCondition(null, IsAbsent: true) };
        var first = await WriteAsync(create, "first");

        Assert.Equal(WriteRefusal.Condition, (await TryAsync(create, "second")).Refusal);
        Assert.Equal(WriteRefusal.Condition, (await TryAsync(create with { Condition = new WriteCondition("0", false) }, "second")).Refusal);
        Assert.Equal(WriteRefusal.NoKey, (await TryAsync(create with { Place = new S3Uri("shells", "x"), Condition = new WriteCondition("*", false) }, "second")).Refusal);
        Assert.Equal(WriteRefusal.NoBucket, (await TryAsync(create with { Place = new S3Uri("none", "x") }, "second")).Refusal);
        Assert.Equal(first, await Stores.Objects.FindAsync(place, Cancel));
        Assert.NotNull((await TryAsync(create with { Condition = new WriteCondition(first.ETag, false) }, "second")).Record);
        Assert.NotNull((await TryAsync(create with { Condition = new WriteCondition("*", false) }, "third")).Record);
    }

    [Fact]
    public async Task Of_many_who_create_a_key_at_once_one_succeeds()
    {
        var create = new ObjectWrite(await PlaceAsync("k"), Said) { Condition = new WriteCondition(null, IsAbsent: true) };
        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => TryAsync(create, $"{number}")));

        var winner = Assert.Single(ends, end => end.Record is not null);
        Assert.Equal(winner.Record, await Stores.Objects.FindAsync(create.Place, Cancel));
    }

    [Fact]
    public async Task A_copy_has_the_same_bytes_and_may_be_said_to_be_something_else()
    {
        var source = await WriteAsync(new ObjectWrite(await PlaceAsync("k"), Said), "bytes", new ObjectChecksum("SHA1", "x", false));
        var copy = (await Stores.Keys.CopyAsync(new ObjectWrite(new S3Uri("shells", "copy"), ObjectHeaders.None) { Tags = [new Tag("t", "")] }, source, Cancel)).Record;

        Assert.Equal((source.Blob, source.ETag, source.Size, source.Checksum, ObjectHeaders.None), (copy?.Blob, copy?.ETag, copy?.Size, copy?.Checksum, copy?.Headers));
        Assert.Equal(copy, await Stores.Objects.FindAsync(new S3Uri("shells", "copy"), Cancel));
        Assert.Equal(WriteRefusal.NoBucket, (await Stores.Keys.CopyAsync(new ObjectWrite(new S3Uri("none", "copy"), Said), source, Cancel)).Refusal);
    }

    [Fact]
    public async Task Tags_change_and_nothing_else_does()
    {
        var before = await WriteAsync(new ObjectWrite(await PlaceAsync("k"), Said) { Tags = [new Tag("a", "1")] }, "bytes");

        Assert.True(await Stores.Keys.TagAsync(before.Place, [new Tag("b", "2")], Cancel));
        Assert.Equal(before with { Tags = [new Tag("b", "2")] }, await Stores.Objects.FindAsync(before.Place, Cancel));
        Assert.True(await Stores.Keys.TagAsync(before.Place, [], Cancel));
        Assert.Equal(before with { Tags = [] }, await Stores.Objects.FindAsync(before.Place, Cancel));
        Assert.False(await Stores.Keys.TagAsync(new S3Uri("shells", "none"), [], Cancel));
    }

    [Fact]
    public async Task Keys_are_removed_and_their_bytes_stay_for_those_who_know_them()
    {
        var (one, two) = (await WriteAsync(new ObjectWrite(await PlaceAsync("1"), Said), "one"), await WriteAsync(new ObjectWrite(await PlaceAsync("2"), Said), "two"));
        await Stores.Keys.RemoveAsync([one.Place, new S3Uri("shells", "never")], Cancel);

        Assert.Null(await Stores.Objects.FindAsync(one.Place, Cancel));
        Assert.True(Stores.Objects.HasBlob(one.Blob));
        Assert.Equal(WriteRefusal.Condition, await Stores.Keys.RemoveAsync(two.Place, new WriteCondition(one.ETag, false), Cancel));
        Assert.Equal(two, await Stores.Objects.FindAsync(two.Place, Cancel));
        Assert.Null(await Stores.Keys.RemoveAsync(two.Place, new WriteCondition(two.ETag, false), Cancel));
        Assert.Null(await Stores.Keys.RemoveAsync(two.Place, WriteCondition.None, Cancel));
        Assert.Equal(WriteRefusal.NoKey, await Stores.Keys.RemoveAsync(two.Place, new WriteCondition("*", false), Cancel));
    }

    [Fact]
    public async Task A_bucket_goes_when_it_is_empty()
    {
        var place = await PlaceAsync("k");
        await Stores.Objects.CreateBucketAsync("another", "r", Cancel);
        Assert.Equal(["another", "shells"], (await Stores.Keys.ListBucketsAsync(Cancel)).Select(bucket => bucket.Name));
        await WriteAsync(new ObjectWrite(place, Said), "bytes");

        Assert.Equal(BucketRemoval.NotEmpty, await Stores.Keys.RemoveBucketAsync("shells", Cancel));
        await Stores.Keys.RemoveAsync([place], Cancel);
        Assert.Equal(BucketRemoval.Removed, await Stores.Keys.RemoveBucketAsync("shells", Cancel));
        Assert.Equal(BucketRemoval.Missing, await Stores.Keys.RemoveBucketAsync("shells", Cancel));
        Assert.Equal(["another"], (await Stores.Keys.ListBucketsAsync(Cancel)).Select(bucket => bucket.Name));
    }

    private async Task<S3Uri> PlaceAsync(string key)
    {
        await Stores.Objects.CreateBucketAsync("shells", "r", Cancel);
        return new S3Uri("shells", key);
    }

    private Task<ObjectWritten> TryAsync(ObjectWrite write, string text) => Stores.Keys.WriteAsync(write, new MemoryStream(Encoding.UTF8.GetBytes(text)), () => null, Cancel);

    private async Task<ObjectRecord> WriteAsync(ObjectWrite write, string text, ObjectChecksum? checksum = null) =>
        (await Stores.Keys.WriteAsync(write, new MemoryStream(Encoding.UTF8.GetBytes(text)), () => checksum, Cancel)).Record ?? throw new InvalidOperationException("It was refused.");
}
