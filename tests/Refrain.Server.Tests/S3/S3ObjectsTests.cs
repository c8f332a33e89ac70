using System.Security.Cryptography;
using System.Text;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.S3;

public sealed class S3ObjectsTests(TestServer server) : IClassFixture<TestServer>, IAsyncLifetime
{
    private const string Bucket = "things";

    private readonly S3Client client = server.S3;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private SignedHttp Http => new(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };

    public async ValueTask InitializeAsync() => await client.CreateBucketAsync(Bucket, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("plain/key.csv")]
    [InlineData("a key with spaces")]
    [InlineData("plus+and%2Fpercent%")]
    [InlineData("Zürich/日本語/🦊")]
    [InlineData("a/../b/./c//d")]
    [InlineData("../up")]
    [InlineData("/leading and trailing/")]
    [InlineData("question?mark#hash&amp=equals;semi:colon'quote\"")]
    public async Task What_is_put_under_a_key_is_got_under_it_and_listed_by_it(string key)
    {
        var bytes = Encoding.UTF8.GetBytes($"the bytes of {key}");
        await client.PutObjectAsync(Bucket, key, bytes, "text/odd", cancellation);
        var head = await client.HeadObjectAsync(Bucket, key, cancellation);
        var listed = await client.ListObjectsAsync(Bucket, key, cancellation).SingleAsync(cancellation);

        Assert.Equal($"the bytes of {key}", await TextAsync(key));
        Assert.Equal((bytes.Length, "text/odd"), ((int)head!.Size, head.ContentType));
        Assert.Equal(Md5.ETag(bytes), head.ETag);
        Assert.Equal((key, (long)bytes.Length, head.ETag), (listed.Key, listed.Size, listed.ETag));
    }

    [Fact]
    public async Task Keys_that_only_a_path_normaliser_would_mix_up_are_different_objects()
    {
        await client.PutObjectAsync(Bucket, "mix/../x", "one"u8.ToArray(), "text/plain", cancellation);
        await client.PutObjectAsync(Bucket, "x", "two"u8.ToArray(), "text/plain", cancellation);

        Assert.Equal("one", await TextAsync("mix/../x"));
        Assert.Equal("two", await TextAsync("x"));
    }

    [Fact]
    public async Task What_a_client_says_of_an_object_comes_back_with_it()
    {
        var put = await Http.SendAsync(
            "PUT",
            $"/{Bucket}/said?x-id=PutObject",
            "x"u8.ToArray(),
            null,
            ("Content-Type", "text/csv; charset=utf-8"),
            ("x-amz-meta-Colour", "blue"),
            ("x-amz-server-side-encryption", "aws:kms"));
        var got = await Http.SendAsync("GET", $"/{Bucket}/said?x-id=GetObject");

        Assert.Equal((200, Md5.ETag("x"u8)), (put.Status, put.Header("ETag")));
        Assert.Equal((200, "text/csv; charset=utf-8", "blue", "bytes"), (got.Status, got.Header("Content-Type"), got.Header("x-amz-meta-colour"), got.Header("Accept-Ranges")));
        Assert.NotNull(got.Message.Content.Headers.LastModified);
        Assert.NotNull(got.Header("x-amz-request-id"));
    }

    [Fact]
    public async Task An_object_without_a_type_is_bytes()
    {
        await Http.SendAsync("PUT", $"/{Bucket}/untyped", "x"u8.ToArray());

        Assert.Equal("binary/octet-stream", (await Http.SendAsync("HEAD", $"/{Bucket}/untyped")).Header("Content-Type"));
    }

    [Theory]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=-20", "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-100", "9", "bytes 9-9/10")]
    public async Task A_range_is_answered_with_its_bytes(string range, string bytes, string contentRange)
    {
        await client.PutObjectAsync(Bucket, "digits", "0123456789"u8.ToArray(), "text/plain", cancellation);
        var got = await Http.SendAsync("GET", $"/{Bucket}/digits", null, null, ("Range", range), ("If-Match", Md5.ETag("0123456789"u8)));

        Assert.Equal((206, bytes, contentRange), (got.Status, got.Text, got.Header("Content-Range")));
    }

    [Theory]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("bytes=4-2")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=a-b")]
    public async Task A_range_that_is_not_understood_counts_as_none(string range)
    {
        await client.PutObjectAsync(Bucket, "digits", "0123456789"u8.ToArray(), "text/plain", cancellation);
        var got = await Http.SendAsync("GET", $"/{Bucket}/digits", null, null, ("Range", range));

        Assert.Equal((200, "0123456789"), (got.Status, got.Text));
    }

    [Fact]
    public async Task A_range_beyond_the_object_is_refused_with_its_size()
    {
        await client.PutObjectAsync(Bucket, "digits", "0123456789"u8.ToArray(), "text/plain", cancellation);
        var got = await Http.SendAsync("GET", $"/{Bucket}/digits", null, null, ("Range", "bytes=10-"));

        Assert.Equal((416, "bytes */10"), (got.Status, got.Header("Content-Range")));
        Assert.Contains("<Code>InvalidRange</Code>", got.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_are_heeded()
    {
        await client.PutObjectAsync(Bucket, "conditional", "x"u8.ToArray(), "text/plain", cancellation);

        Assert.Equal(412, (await GetAsync(("If-Match", "\"0000\""))).Status);
        Assert.Equal(200, (await GetAsync(("If-Match", "*"))).Status);
        Assert.Equal(304, (await GetAsync(("If-None-Match", Md5.ETag("x"u8)))).Status);
        Assert.Equal(200, (await GetAsync(("If-None-Match", "\"0000\""))).Status);
        Assert.Equal(304, (await GetAsync(("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"))).Status);
        Assert.Equal(412, (await GetAsync(("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT"))).Status);

        Task<Answer> GetAsync((string, string) condition) => Http.SendAsync("GET", $"/{Bucket}/conditional", null, null, condition);
    }

    [Fact]
    public async Task An_empty_object_can_be_kept_and_read()
    {
        await client.PutObjectAsync(Bucket, "empty", ReadOnlyMemory<byte>.Empty, "text/plain", cancellation);

        Assert.Equal("", await TextAsync("empty"));
        Assert.Equal(0, (await client.HeadObjectAsync(Bucket, "empty", cancellation))!.Size);
    }

    [Fact]
    public async Task A_large_object_passes_in_one_piece()
    {
        var bytes = new byte[20_000_000];
        new Random(7).NextBytes(bytes);
        using var source = new MemoryStream(bytes);
        await client.PutObjectAsync(Bucket, "large", source, "application/octet-stream", cancellation);
        using var got = new MemoryStream();
        await client.GetObjectAsync(Bucket, "large", got, cancellation);

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(got.ToArray()));
    }

    [Fact]
    public async Task A_missing_object_and_a_missing_bucket_are_told_apart()
    {
        var key = await Http.SendAsync("GET", $"/{Bucket}/nowhere");
        var head = await Http.SendAsync("HEAD", $"/{Bucket}/nowhere");
        var bucket = await Http.SendAsync("GET", "/no-such-bucket/nowhere");
        var put = await Http.SendAsync("PUT", "/no-such-bucket/nowhere", "x"u8.ToArray());

        Assert.Equal(404, key.Status);
        Assert.Contains("<Code>NoSuchKey</Code>", key.Text, StringComparison.Ordinal);
        Assert.Contains($"<Resource>/{Bucket}/nowhere</Resource>", key.Text, StringComparison.Ordinal);
        Assert.Contains($"<RequestId>{key.Header("x-amz-request-id")}</RequestId>", key.Text, StringComparison.Ordinal);
        Assert.Equal((404, 0), (head.Status, head.Body.Length));
        Assert.Contains("<Code>NoSuchBucket</Code>", bucket.Text, StringComparison.Ordinal);
        Assert.Contains("<Code>NoSuchBucket</Code>", put.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_offered_is_refused_and_harms_nothing()
    {
        await client.PutObjectAsync(Bucket, "safe", "safe"u8.ToArray(), "text/plain", cancellation);
        foreach (var query in new[] { "?acl", "?retention", "?uploadId=u", "?partNumber=1", "?torrent" })
        {
            var answer = await Http.SendAsync("PUT", $"/{Bucket}/safe{query}", "other"u8.ToArray());
            Assert.Equal(501, answer.Status);
            Assert.Contains("<Code>NotImplemented</Code>", answer.Text, StringComparison.Ordinal);
        }

        foreach (var header in new[] { "x-amz-object-lock-mode", "x-amz-server-side-encryption-customer-algorithm", "x-amz-website-redirect-location" })
        {
            var answer = await Http.SendAsync("PUT", $"/{Bucket}/safe", "other"u8.ToArray(), null, (header, "X"));
            Assert.Equal(501, answer.Status);
            Assert.Contains(header, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(400, (await Http.SendAsync("PUT", $"/{Bucket}/safe", "other"u8.ToArray(), null, ("x-amz-acl", "public-read"))).Status);
        Assert.Contains("<Code>NoSuchVersion</Code>", (await Http.SendAsync("GET", $"/{Bucket}/safe?versionId=1")).Text, StringComparison.Ordinal);
        Assert.Equal("safe", await TextAsync("safe"));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var answer = await Http.SendAsync("PUT", $"/{Bucket}/{new string('k', 1025)}", "x"u8.ToArray());

        Assert.Equal(400, answer.Status);
        Assert.Contains("<Code>KeyTooLongError</Code>", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_presigned_url_serves_who_has_it()
    {
        await client.PutObjectAsync(Bucket, "lent", "lent"u8.ToArray(), "text/plain", cancellation);
        var url = SigV4Signer.Presign(
            "GET", new Uri(server.Endpoint, $"/{Bucket}/lent?response-content-type=text%2Fhtml"), TestServer.Keys, "us-east-1", "s3", DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        using var http = new HttpClient();
        using var got = await http.GetAsync(url, cancellation);

        Assert.Equal("lent", await got.Content.ReadAsStringAsync(cancellation));
        Assert.Equal("text/html", got.Content.Headers.ContentType!.ToString());
    }

    private async Task<string> TextAsync(string key)
    {
        using var got = new MemoryStream();
        await client.GetObjectAsync(Bucket, key, got, cancellation);
        return Encoding.UTF8.GetString(got.ToArray());
    }
}
