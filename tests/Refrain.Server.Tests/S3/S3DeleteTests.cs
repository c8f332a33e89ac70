using System.Text;

namespace Refrain.Server.Tests.S3;

public sealed class S3DeleteTests(TestServer server) : S3Room(server, "deletes")
{
    [Fact]
    public async Task An_object_that_was_deleted_is_gone_and_deleting_it_again_is_no_error()
    {
        await PutAsync("gone", "x");

        Assert.Equal((204, 204), ((await AskAsync("DELETE", "gone?x-id=DeleteObject")).Status, (await AskAsync("DELETE", "gone")).Status));
        Assert.Equal(404, (await AskAsync("GET", "gone")).Status);
        Refused(await Http.SendAsync("DELETE", "/no-such-bucket/x"), 404, "NoSuchBucket");
    }

    [Fact]
    public async Task An_object_is_deleted_on_a_condition()
    {
        await PutAsync("conditional", "x");

        Refused(await AskAsync("DELETE", "conditional", null, ("If-Match", "\"0\"")), 412, "PreconditionFailed");
        Assert.Equal(204, (await AskAsync("DELETE", "conditional", null, ("If-Match", Md5.ETag("x"u8)))).Status);
        Refused(await AskAsync("DELETE", "conditional", null, ("If-Match", "*")), 404, "NoSuchKey");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_objects_are_deleted_in_one_request(bool quiet)
    {
        await PutAsync("many/a", "x");
        await PutAsync("many/b%20%26", "x");
        var document = $"<Delete><Object><Key>many/a</Key></Object><Object><Key>many/b &amp;</Key></Object><Object><Key>many/never</Key></Object><Quiet>{(quiet ? "true" : "false")}</Quiet></Delete>";
        var answer = await AskAsync("POST", "?delete", document, ("Content-MD5", Md5.Header(Encoding.UTF8.GetBytes(document))));

        Assert.Equal(quiet ? [] : ["many/a", "many/b &", "many/never"], Texts(answer, "Key"));
        Assert.Empty(Texts(await AskAsync("GET", "?list-type=2&prefix=many%2F"), "Key"));
    }

    [Fact]
    public async Task A_document_that_was_damaged_on_the_way_deletes_nothing()
    {
        await PutAsync("kept", "x");
        const string Document = "<Delete><Object><Key>kept</Key></Object></Delete>";

        Refused(await AskAsync("POST", "?delete", Document, ("Content-MD5", Md5.Header("other"u8))), 400, "BadDigest");
        Refused(await AskAsync("POST", "?delete", Document, ("x-amz-checksum-crc32", "AAAAAA==")), 400, "BadDigest");
        Refused(await AskAsync("POST", "?delete", Document, ("Content-MD5", "nonsense")), 400, "InvalidDigest");
        Refused(await AskAsync("POST", "?delete", "<Delete><Object>"), 400, "MalformedXML");
        Refused(await AskAsync("POST", "?delete", "<Delete></Delete>"), 400, "MalformedXML");
        Assert.Equal("x", await TextAsync("kept"));
    }

    [Fact]
    public async Task A_bucket_goes_when_it_is_empty()
    {
        await Http.SendAsync("PUT", "/doomed");
        await Http.SendAsync("PUT", "/doomed/x", "x"u8.ToArray());
        var upload = Texts(await Http.SendAsync("POST", "/doomed/unfinished?uploads"), "UploadId").Single();
        await Http.SendAsync("PUT", $"/doomed/unfinished?uploadId={upload}&partNumber=1", "part"u8.ToArray());
        Assert.True(Directory.Exists(Path.Combine(Server.DataDirectory, "objects", "parts", upload)));

        Refused(await Http.SendAsync("DELETE", "/doomed"), 409, "BucketNotEmpty");
        await Http.SendAsync("DELETE", "/doomed/x");
        Assert.Equal(204, (await Http.SendAsync("DELETE", "/doomed/")).Status);
        Assert.Equal(404, (await Http.SendAsync("HEAD", "/doomed")).Status);
        Refused(await Http.SendAsync("DELETE", "/doomed"), 404, "NoSuchBucket");
        Assert.False(Directory.Exists(Path.Combine(Server.DataDirectory, "objects", "parts", upload)));
    }
}
