namespace Refrain.Server.Tests.S3;

public sealed class S3WritesTests(TestServer server) : S3Room(server, "writes")
{
    [Fact]
    public async Task An_object_is_created_only_when_it_is_not_there()
    {
        Assert.Equal(200, (await AskAsync("PUT", "once", "first", ("If-None-Match", "*"))).Status);
        Refused(await AskAsync("PUT", "once", "second", ("If-None-Match", "*")), 412, "PreconditionFailed");
        Assert.Equal("first", await TextAsync("once"));
    }

    [Fact]
    public async Task Of_many_who_create_an_object_at_once_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => AskAsync("PUT", "lock", $"{number}", ("If-None-Match", "*"))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(9, answers.Count(answer => answer.Status == 412));
    }

    [Fact]
    public async Task An_object_is_replaced_only_when_it_is_the_one_that_was_read()
    {
        await PutAsync("swap", "old");

        Refused(await AskAsync("PUT", "swap", "new", ("If-Match", Md5.ETag("other"u8))), 412, "PreconditionFailed");
        Refused(await AskAsync("PUT", "never", "new", ("If-Match", Md5.ETag("other"u8))), 404, "NoSuchKey");
        Refused(await AskAsync("PUT", "swap", "new", ("If-None-Match", Md5.ETag("other"u8))), 501, "NotImplemented");
        Assert.Equal(200, (await AskAsync("PUT", "swap", "new", ("If-Match", Md5.ETag("old"u8)))).Status);
        Assert.Equal("new", await TextAsync("swap"));
    }

    [Fact]
    public async Task What_a_client_says_in_headers_of_HTTP_comes_back()
    {
        (string Name, string Value)[] said =
        [
            ("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Disposition", "attachment; filename=\"a.b\""), ("Content-Language", "de"),
            ("Cache-Control", "max-age=60"), ("Expires", "Thu, 01 Dec 2094 16:00:00 GMT"),
        ];
        await PutAsync("said", "x", said);
        var got = await AskAsync("HEAD", "said");

        Assert.All(said, header => Assert.Equal(header.Value, got.Header(header.Name)));
    }

    [Fact]
    public async Task The_encoding_of_an_object_is_kept_apart_from_the_frames_it_came_in()
    {
        await PutAsync("both", "x", ("Content-Encoding", "aws-chunked,gzip"));
        await PutAsync("frames", "x", ("Content-Encoding", "aws-chunked"));

        Assert.Equal("gzip", (await AskAsync("HEAD", "both")).Header("Content-Encoding"));
        Assert.Null((await AskAsync("HEAD", "frames")).Header("Content-Encoding"));
    }

    [Fact]
    public async Task A_checksum_is_kept_and_told_of_the_whole_object_only()
    {
        await PutAsync("summed", "123456789", ("x-amz-checksum-crc32", "y/Q5Jg=="));
        (string, string) mode = ("x-amz-checksum-mode", "ENABLED");
        var whole = await AskAsync("GET", "summed", null, mode);

        Assert.Equal(("y/Q5Jg==", "FULL_OBJECT"), (whole.Header("x-amz-checksum-crc32"), whole.Header("x-amz-checksum-type")));
        Assert.Null((await AskAsync("GET", "summed")).Header("x-amz-checksum-crc32"));
        Assert.Null((await AskAsync("GET", "summed", null, mode, ("Range", "bytes=0-3"))).Header("x-amz-checksum-crc32"));
    }

    [Fact]
    public async Task A_checksum_that_is_none_is_refused()
    {
        Refused(await AskAsync("PUT", "odd", "x", ("x-amz-checksum-crc32", "nonsense")), 400, "InvalidRequest");
        Refused(await AskAsync("PUT", "odd", "x", ("x-amz-checksum-algorithm", "CRC7")), 400, "InvalidRequest");
        Refused(await AskAsync("PUT", "odd", "x", ("Content-MD5", "AAAA")), 400, "InvalidDigest");
    }

    [Fact]
    public async Task Tags_are_set_read_and_removed()
    {
        await PutAsync("tagged", "x", ("x-amz-tagging", "colour=light+blue&empty=&a%26b=%C3%A9"));
        Assert.Equal("3", (await AskAsync("GET", "tagged")).Header("x-amz-tagging-count"));
        Assert.Equal(["colour", "empty", "a&b"], Texts(await AskAsync("GET", "tagged?tagging"), "Key"));
        Assert.Equal(["light blue", "", "é"], Texts(await AskAsync("GET", "tagged?tagging"), "Value"));

        Assert.Equal(200, (await AskAsync("PUT", "tagged?tagging", "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>")).Status);
        Assert.Equal(["k"], Texts(await AskAsync("GET", "tagged?tagging"), "Key"));
        Assert.Equal(204, (await AskAsync("DELETE", "tagged?tagging")).Status);
        Assert.Empty(Texts(await AskAsync("GET", "tagged?tagging"), "Key"));
        Assert.Null((await AskAsync("GET", "tagged")).Header("x-amz-tagging-count"));
        Assert.Equal("x", await TextAsync("tagged"));
    }

    [Fact]
    public async Task Tags_that_break_the_rules_are_refused()
    {
        Refused(await AskAsync("PUT", "t", "x", ("x-amz-tagging", "a=1&a=2")), 400, "InvalidTag");
        Refused(await AskAsync("PUT", "t", "x", ("x-amz-tagging", $"{new string('k', 129)}=1")), 400, "InvalidTag");
        Refused(await AskAsync("PUT", "t", "x", ("x-amz-tagging", string.Join('&', Enumerable.Range(0, 11).Select(number => $"k{number}=1")))), 400, "BadRequest");
        Refused(await AskAsync("PUT", "t?tagging", "<Tagging><TagSet/></Tagging>"), 404, "NoSuchKey");
        Refused(await AskAsync("GET", "t?tagging"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task The_attributes_that_are_asked_for_are_told()
    {
        await PutAsync("told", "123456789", ("x-amz-checksum-crc32", "y/Q5Jg=="));
        var some = await AskAsync("GET", "told?attributes", null, ("x-amz-object-attributes", "ETag,ObjectSize, Checksum"));

        Assert.Equal([Md5.Hex("123456789"u8)], Texts(some, "ETag"));
        Assert.Equal(["9"], Texts(some, "ObjectSize"));
        Assert.Equal(["y/Q5Jg=="], Texts(some, "ChecksumCRC32"));
        Assert.Empty(Texts(some, "StorageClass"));
    }

    [Fact]
    public async Task A_request_that_expects_another_owner_is_refused()
    {
        Refused(await AskAsync("PUT", "owned", "x", ("x-amz-expected-bucket-owner", "999999999999")), 403, "AccessDenied");
        Assert.Equal(200, (await AskAsync("PUT", "owned", "x", ("x-amz-expected-bucket-owner", "123456789012"))).Status);
    }

    [Fact]
    public async Task What_a_presigned_url_carries_in_its_query_counts_as_headers_but_for_checksums()
    {
        // The SDK for JavaScript adds the CRC of no bytes to every presigned upload.
        var url = Refrain.Aws.SigV4.SigV4Signer.Presign(
            "PUT", new Uri(Server.Endpoint, $"/{Bucket}/presigned?x-amz-meta-colour=blue&x-amz-tagging=a%3D1&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"), TestServer.Keys, "us-east-1", "s3", DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        using var http = new HttpClient();
        using var put = await http.PutAsync(url, new StringContent("lent"), TestContext.Current.CancellationToken);
        var got = await AskAsync("GET", "presigned", null, ("x-amz-checksum-mode", "ENABLED"));

        Assert.Equal(200, (int)put.StatusCode);
        Assert.Equal(("lent", "blue", "1", null), (got.Text, got.Header("x-amz-meta-colour"), got.Header("x-amz-tagging-count"), got.Header("x-amz-checksum-crc32")));
    }
}
