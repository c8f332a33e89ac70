namespace Refrain.Server.Tests.S3;

public sealed class S3CopyTests(TestServer server) : S3Room(server, "copies")
{
    [Theory]
    [InlineData("copies/a%20b%2B%2F%C3%A9")]
    [InlineData("/copies/a%20b%2B%2F%C3%A9")]
    [InlineData("copies/a b%2B/%C3%A9")]
    [InlineData("/copies/a+b%2B/%C3%A9?versionId=null")]
    public async Task A_copy_has_the_bytes_and_what_was_said_of_them(string source)
    {
        await PutAsync("a%20b%2B/%C3%A9", "bytes", ("Content-Type", "text/x"), ("x-amz-meta-colour", "blue"), ("Cache-Control", "no-store"), ("x-amz-tagging", "a=1"));
        var copy = await AskAsync("PUT", "copy", "", ("x-amz-copy-source", source));
        var got = await AskAsync("GET", "copy");

        Assert.Equal([Md5.ETag("bytes"u8)], Texts(copy, "ETag"));
        Assert.Single(Texts(copy, "LastModified"));
        Assert.Equal(("bytes", "text/x", "blue", "no-store", "1"), (got.Text, got.Header("Content-Type"), got.Header("x-amz-meta-colour"), got.Header("Cache-Control"), got.Header("x-amz-tagging-count")));
    }

    [Fact]
    public async Task A_copy_says_something_else_of_the_bytes_when_it_is_told_to()
    {
        await PutAsync("old", "bytes", ("Content-Type", "text/x"), ("x-amz-meta-colour", "blue"), ("x-amz-tagging", "a=1"));
        await AskAsync("PUT", "new", "", ("x-amz-copy-source", "copies/old"), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-shape", "round"), ("x-amz-tagging-directive", "REPLACE"), ("x-amz-tagging", "b=2&c=3"));
        var got = await AskAsync("HEAD", "new");

        Assert.Equal(("binary/octet-stream", null, "round", "2"), (got.Header("Content-Type"), got.Header("x-amz-meta-colour"), got.Header("x-amz-meta-shape"), got.Header("x-amz-tagging-count")));
    }

    [Fact]
    public async Task An_object_is_copied_onto_itself_only_to_change_what_is_said_of_it()
    {
        await PutAsync("self", "bytes", ("x-amz-meta-colour", "blue"));

        Refused(await AskAsync("PUT", "self", "", ("x-amz-copy-source", "copies/self")), 400, "InvalidRequest");
        Assert.Equal(200, (await AskAsync("PUT", "self", "", ("x-amz-copy-source", "copies/self"), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-colour", "red"))).Status);
        Assert.Equal("red", (await AskAsync("HEAD", "self")).Header("x-amz-meta-colour"));
        Assert.Equal("bytes", await TextAsync("self"));
    }

    [Fact]
    public async Task Conditions_on_the_source_and_on_the_target_are_heeded()
    {
        await PutAsync("source", "bytes");
        await PutAsync("taken", "taken");

        Refused(await CopyAsync("c1", ("x-amz-copy-source-if-match", "\"0\"")), 412, "PreconditionFailed");
        Refused(await CopyAsync("c1", ("x-amz-copy-source-if-none-match", Md5.ETag("bytes"u8))), 412, "PreconditionFailed");
        Refused(await CopyAsync("c1", ("x-amz-copy-source-if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")), 412, "PreconditionFailed");
        Refused(await CopyAsync("c1", ("x-amz-copy-source-if-unmodified-since", "Thu, 01 Jan 2015 00:00:00 GMT")), 412, "PreconditionFailed");
        Refused(await CopyAsync("taken", ("If-None-Match", "*")), 412, "PreconditionFailed");
        Assert.Equal(200, (await CopyAsync("c1", ("x-amz-copy-source-if-match", Md5.ETag("bytes"u8)), ("If-None-Match", "*"))).Status);
        Assert.Equal("taken", await TextAsync("taken"));

        Task<Answer> CopyAsync(string target, params (string, string)[] headers) => AskAsync("PUT", target, "", [("x-amz-copy-source", "copies/source"), .. headers]);
    }

    [Fact]
    public async Task What_is_no_source_is_refused()
    {
        Refused(await AskAsync("PUT", "c2", "", ("x-amz-copy-source", "copies/nowhere")), 404, "NoSuchKey");
        Refused(await AskAsync("PUT", "c2", "", ("x-amz-copy-source", "no-such-bucket/nowhere")), 404, "NoSuchBucket");
        Refused(await AskAsync("PUT", "c2", "", ("x-amz-copy-source", "nonsense")), 400, "InvalidArgument");
        Refused(await AskAsync("PUT", "c2", "", ("x-amz-copy-source", "copies/source?versionId=7")), 404, "NoSuchVersion");
        Assert.Equal(404, (await AskAsync("HEAD", "c2")).Status);
    }

    [Fact]
    public async Task A_copy_gets_the_checksum_that_is_asked_for()
    {
        await PutAsync("plain", "123456789");
        var copy = await AskAsync("PUT", "summed", "", ("x-amz-copy-source", "copies/plain"), ("x-amz-checksum-algorithm", "CRC32C"));

        Assert.Equal(["4waSgw=="], Texts(copy, "ChecksumCRC32C")); // the check value of CRC-32C
        Assert.Equal("4waSgw==", (await AskAsync("HEAD", "summed", null, ("x-amz-checksum-mode", "ENABLED"))).Header("x-amz-checksum-crc32c"));
    }
}
