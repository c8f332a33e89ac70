using System.Security.Cryptography;
using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class ObjectStoreContract : StoreContract
{
    [Fact]
    public async Task A_bucket_is_made_once()
    {
        Assert.Null(await Stores.Objects.FindBucketAsync("shells", Cancel));
        Assert.True(await Stores.Objects.CreateBucketAsync("shells", "eu-central-1", Cancel));
        Assert.False(await Stores.Objects.CreateBucketAsync("shells", "us-east-1", Cancel));
        Assert.Equal(("shells", "eu-central-1"), await Stores.Objects.FindBucketAsync("shells", Cancel) is { } found ? (found.Name, found.Region) : default);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    [InlineData("dot.")]
    [InlineData("two..dots")]
    [InlineData("192.168.0.1")]
    [InlineData("xn--punycode")]
    [InlineData("../escape")]
    [InlineData("new\nline")]
    [InlineData("line\n")]
    public async Task A_bad_bucket_name_is_refused_with_the_rule(string name)
    {
        var refusal = await Assert.ThrowsAnyAsync<ArgumentException>(() => Stores.Objects.CreateBucketAsync(name, "eu-central-1", Cancel));

        Assert.Contains("not a valid bucket name: it ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("my.bucket-1.x")]
    [InlineData("sagemaker-eu-central-1-123456789012")]
    public async Task A_good_bucket_name_is_taken(string name) => Assert.True(await Stores.Objects.CreateBucketAsync(name, "eu-central-1", Cancel));

    [Fact]
    public async Task A_stored_object_has_the_digests_of_its_bytes_and_what_was_said_about_it()
    {
        await BucketAsync();
        var headers = new ObjectHeaders("text/csv", [new EnvironmentVariable("owner", "ünï"), new EnvironmentVariable("n", "")]);

        var stored = await PutAsync("data/a b+c.csv", "1,2\n", headers);
        Assert.Equal(Sha256("1,2\n"), stored.Blob);
        Assert.Equal("3ecfad755fa825f7a17c5526ec44e651", stored.ETag);
        Assert.Equal((4, headers), (stored.Size, stored.Headers));
        Assert.Equal(stored, await Stores.Objects.FindAsync(stored.Place, Cancel));
        Assert.Equal("1,2\n", await ReadAsync(stored.Blob));
        Assert.Null(await Stores.Objects.FindAsync(new S3Uri("shells", "data/a"), Cancel));
    }

    [Fact]
    public async Task Nothing_is_stored_in_a_bucket_that_is_not_there()
    {
        Assert.Null(await Stores.Objects.PutAsync(new S3Uri("none", "k"), Bytes("x"), ObjectHeaders.None, Cancel));
        Assert.Null(await Stores.Objects.FindAsync(new S3Uri("none", "k"), Cancel));
        Assert.Null(await Stores.Objects.FindBucketAsync("none", Cancel));
    }

    [Fact]
    public async Task Overwriting_a_key_leaves_the_old_bytes_to_those_who_know_them()
    {
        await BucketAsync();
        var old = await PutAsync("k", "old");
        var now = await PutAsync("k", "new");

        Assert.Equal(now, await Stores.Objects.FindAsync(now.Place, Cancel));
        Assert.Equal("old", await ReadAsync(old.Blob));
        Assert.Equal("new", await ReadAsync(now.Blob));
    }

    [Fact]
    public async Task An_empty_object_and_one_of_many_megabytes_come_back()
    {
        await BucketAsync();
        var empty = await PutAsync("empty", "");
        var bytes = new byte[20_000_003];
        new Random(1).NextBytes(bytes);
        using var stream = new MemoryStream(bytes);
        var big = await Stores.Objects.PutAsync(new S3Uri("shells", "big"), stream, ObjectHeaders.None, Cancel);

        Assert.Equal("", await ReadAsync(empty.Blob));
        Assert.Equal("d41d8cd98f00b204e9800998ecf8427e", empty.ETag);
        await using var read = Stores.Objects.OpenBlob(big?.Blob ?? "");
        Assert.NotNull(read);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(read, Cancel));
        Assert.Equal(bytes.Length, big?.Size);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/absolute")]
    [InlineData("a//b/./../c")]
    [InlineData("trailing/")]
    [InlineData("%2e%2e\\x\t\n'\";--")]
    [InlineData("🐚")]
    public async Task Any_text_is_a_key_and_no_key_is_a_path(string key)
    {
        await BucketAsync();
        var stored = await PutAsync(key, key);

        Assert.Equal(stored, await Stores.Objects.FindAsync(new S3Uri("shells", key), Cancel));
        Assert.Equal([stored], await Stores.Objects.ListAsync(new S3Uri("shells", ""), "", 10, Cancel));
        Assert.Equal(key, await ReadAsync(stored.Blob));
    }

    [Fact]
    public async Task A_key_is_1_to_1024_bytes_of_text()
    {
        await BucketAsync();
        await PutAsync(new string('k', 1024), "x");

        foreach (var bad in new[] { "", new string('k', 1025), new string('ü', 513), "half\ud83d", "nul\0" })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Stores.Objects.PutAsync(new S3Uri("shells", bad), Bytes("x"), ObjectHeaders.None, Cancel));
        }
    }

    [Theory]
    [InlineData("", "", "A a a! a/ a/1 a/2 b ﬀ 🐚 🐚z")]
    [InlineData("a", "", "a a! a/ a/1 a/2")]
    [InlineData("a", "a", "a! a/ a/1 a/2")]
    [InlineData("a/", "", "a/ a/1 a/2")]
    [InlineData("a/", "a/1", "a/2")]
    [InlineData("a/", "b", "")]
    [InlineData("b", "a/1", "b")]
    [InlineData("🐚", "", "🐚 🐚z")]
    [InlineData("", "ﬀ", "🐚 🐚z")]
    [InlineData("%", "", "")]
    [InlineData("_", "", "")]
    public async Task Keys_are_listed_by_prefix_in_the_order_of_their_bytes(string prefix, string after, string expected)
    {
        await BucketAsync();
        foreach (var key in new[] { "b", "🐚z", "a/2", "A", "a", "ﬀ", "a/", "a!", "🐚", "a/1" })
        {
            await PutAsync(key, "x");
        }

        await Stores.Objects.CreateBucketAsync("other", "r", Cancel);
        await Stores.Objects.PutAsync(new S3Uri("other", "a/9"), Bytes("x"), ObjectHeaders.None, Cancel);
        var all = await Stores.Objects.ListAsync(new S3Uri("shells", prefix), after, 100, Cancel);
        Assert.Equal(expected, string.Join(' ', all.Select(found => found.Place.Key)));
        Assert.Equal(all.Take(1), await Stores.Objects.ListAsync(new S3Uri("shells", prefix), after, 1, Cancel));
    }

    [Fact]
    public async Task Ten_thousand_keys_are_listed_in_pages_of_a_thousand()
    {
        using var files = new TestFolder();
        var names = Enumerable.Range(0, 10_000).Select(number => $"k/{number:d5}").ToList();
        await Stores.Objects.AdoptAsync(
            names.Select(name => new FileToStore(files.Write(name, name[^1..]), new S3Uri("shells", name), name)).ToValueList(), Cancel);

        var (listed, after) = (new List<string>(), "");
        for (var page = 0; page < 10; page++)
        {
            var found = await Stores.Objects.ListAsync(new S3Uri("shells", "k/"), after, 1000, Cancel);
            Assert.Equal(1000, found.Count);
            listed.AddRange(found.Select(entry => entry.Place.Key));
            after = listed[^1];
        }

        Assert.Equal(names, listed);
        Assert.Empty(await Stores.Objects.ListAsync(new S3Uri("shells", "k/"), after, 1000, Cancel));
    }

    [Fact]
    public async Task Adopted_files_are_objects_and_their_manifest_follows_the_order_given()
    {
        using var files = new TestFolder();
        ValueList<FileToStore> given =
        [
            new(files.Write("out/b.txt", "bee"), new S3Uri("made-by-job", "out/b.txt"), "b.txt"),
            new(files.Write("out/a.txt", "ay"), new S3Uri("made-by-job", "out/a.txt"), "a.txt"),
            new(files.Write("out/same.txt", "bee"), new S3Uri("made-by-job", "out/same.txt"), "same.txt"),
        ];

        var manifest = await Stores.Objects.AdoptAsync(given, Cancel);
        Assert.Equal([new("b.txt", Sha256("bee"), 3), new("a.txt", Sha256("ay"), 2), new("same.txt", Sha256("bee"), 3)], manifest);
        Assert.NotNull(await Stores.Objects.FindBucketAsync("made-by-job", Cancel));
        Assert.Equal("bee", await ReadAsync((await Stores.Objects.FindAsync(given[2].Place, Cancel))?.Blob ?? ""));
        Assert.Equal("42d74a038852aaee074a9245c49e9c8d", (await Stores.Objects.FindAsync(given[1].Place, Cancel))?.ETag);
    }

    [Fact]
    public async Task Adopting_again_what_is_still_there_gives_the_same_manifest()
    {
        using var files = new TestFolder();
        ValueList<FileToStore> Given() => [new(files.Write("model.bin", "weights"), new S3Uri("out", "model.bin"), "")];

        var first = await Stores.Objects.AdoptAsync(Given(), Cancel);
        Assert.Equal(first, await Stores.Objects.AdoptAsync(Given(), Cancel));
        Assert.Empty(await Stores.Objects.AdoptAsync([], Cancel));
    }

    [Fact]
    public async Task Adopting_is_all_or_nothing_when_a_name_is_bad()
    {
        using var files = new TestFolder();
        ValueList<FileToStore> given =
        [
            new(files.Write("a", "a"), new S3Uri("fine", "a"), "a"),
            new(files.Write("b", "b"), new S3Uri("Not_Fine", "b"), "b"),
        ];

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Stores.Objects.AdoptAsync(given, Cancel));
        Assert.Null(await Stores.Objects.FindBucketAsync("fine", Cancel));
        Assert.True(File.Exists(given[0].File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("5BACCC92b69a9b4625e1d7ad39ac99d05baccc92b69a9b4625e1d7ad39ac99d0")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_blob_is_not_opened(string blob)
    {
        Assert.Null(Stores.Objects.OpenBlob(blob));
        Assert.Null(Stores.Objects.BlobPath(blob));
        Assert.False(Stores.Objects.HasBlob(blob));
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<bool> BucketAsync() => Stores.Objects.CreateBucketAsync("shells", "eu-central-1", Cancel);

    private async Task<ObjectRecord> PutAsync(string key, string text, ObjectHeaders? headers = null) =>
        await Stores.Objects.PutAsync(new S3Uri("shells", key), Bytes(text), headers ?? ObjectHeaders.None, Cancel)
            ?? throw new InvalidOperationException("There is no such bucket.");

    private async Task<string> ReadAsync(string blob)
    {
        using var reader = new StreamReader(Stores.Objects.OpenBlob(blob) ?? throw new InvalidOperationException($"There is no blob {blob}."));
        return await reader.ReadToEndAsync(Cancel);
    }
}
