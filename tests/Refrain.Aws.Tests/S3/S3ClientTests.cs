using System.Text;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.S3;

public sealed class S3ClientTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("code/train.py", "/data/code/train.py")]
    [InlineData("a/../b/./c//d", "/data/a/../b/./c//d")]
    [InlineData("a b+c%20?#é", "/data/a%20b%2Bc%2520%3F%23%C3%A9")]
    [InlineData("..", "/data/..")]
    public async Task A_key_leaves_the_socket_as_it_was_signed(string key, string target)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", ""));

        await Client(server).PutObjectAsync("data", key, "hello"u8.ToArray(), "text/x-python", Token);

        var received = Assert.Single(server.Received);
        Assert.Equal(("PUT", target, "hello"), (received.Method, received.Target, Encoding.UTF8.GetString(received.Body)));
        Assert.Equal("text/x-python", received.Header("Content-Type"));
        var verified = Assert.IsType<SigV4Verification.Verified>(received.Verify(Now, "secret"));
        Assert.Equal("s3", verified.Service);
        Assert.IsType<PayloadPromise.Kept>(verified.Payload);
    }

    [Fact]
    public async Task A_stream_is_stored_from_its_position_and_stays_open()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", ""));
        using var body = new MemoryStream("xxhello"u8.ToArray()) { Position = 2 };

        await Client(server).PutObjectAsync("data", "k", body, "text/plain", Token);

        var received = Assert.Single(server.Received);
        Assert.Equal("hello", Encoding.UTF8.GetString(received.Body));
        Assert.IsType<SigV4Verification.Verified>(received.Verify(Now, "secret"));
        Assert.True(body.CanRead);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_refused_with_the_remedy()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", ""));
        await using var body = new AwsChunkedStream(new MemoryStream(), null);

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => Client(server).PutObjectAsync("data", "k", body, "text/plain", Token));

        Assert.Contains("Copy it to a file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_is_copied_to_a_stream()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", "hello"));
        using var destination = new MemoryStream();

        await Client(server).GetObjectAsync("data", "k", destination, Token);

        Assert.Equal("hello"u8.ToArray(), destination.ToArray());
        Assert.IsType<SigV4Verification.Verified>(Assert.Single(server.Received).Verify(Now, "secret"));
    }

    [Fact]
    public async Task A_missing_object_is_an_error_to_get_and_null_to_look_at()
    {
        await using var server = new LoopbackServer(r => r.Method is "HEAD"
            ? LoopbackServer.Answer(404, "", "")
            : LoopbackServer.Answer(404, "x-amz-request-id: r-1\r\n", Encoding.UTF8.GetString(S3Xml.Error("NoSuchKey", "No such key.", "/data/k", "r-1"))));

        var exception = await Assert.ThrowsAsync<AwsServiceException>(() => Client(server).GetObjectAsync("data", "k", Stream.Null, Token));

        Assert.Equal(("NoSuchKey", "No such key.", 404, "r-1"), (exception.Code, exception.Message, exception.StatusCode, exception.RequestId));
        Assert.Null(await Client(server).HeadObjectAsync("data", "k", Token));
        Assert.False(await Client(server).BucketExistsAsync("data", Token));
    }

    [Fact]
    public async Task An_object_is_described_by_its_headers()
    {
        await using var server = new LoopbackServer(_ =>
            "HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\nETag: \"abc\"\r\nLast-Modified: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\n");

        var head = await Client(server).HeadObjectAsync("data", "k", Token);

        Assert.Equal(new S3ObjectHead(5_000_000_000, "\"abc\"", Now, "text/csv"), head);
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_looked_at_is_an_error()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(403, "", ""));

        var exception = await Assert.ThrowsAsync<AwsServiceException>(() => Client(server).BucketExistsAsync("data", Token));

        Assert.Equal(("Forbidden", 403), (exception.Code, exception.StatusCode));
        Assert.Contains("HEAD /data", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", null)]
    [InlineData("eu-west-1", "eu-west-1")]
    public async Task A_bucket_is_created_in_the_region_of_the_connection(string region, string? constraint)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "", ""));

        await Client(server, region).CreateBucketAsync("data", Token);

        Assert.Equal(constraint, S3XmlRequests.ReadLocationConstraint(Assert.Single(server.Received).Body));
    }

    [Theory]
    [InlineData("BucketAlreadyOwnedByYou", false)]
    [InlineData("BucketAlreadyExists", true)]
    public async Task A_bucket_of_ones_own_is_as_good_as_new(string code, bool isError)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(409, "", Encoding.UTF8.GetString(S3Xml.Error(code, "m", "/data", "r"))));

        var exception = await Record.ExceptionAsync(() => Client(server).CreateBucketAsync("data", Token));

        Assert.Equal(isError ? code : null, (exception as AwsServiceException)?.Code);
    }

    [Fact]
    public async Task All_pages_of_a_list_are_followed()
    {
        var first = new ListObjectsV2Page("data", [new("p/a b", 1, "", Now)]) { NextContinuationToken = "t/+=", EncodeKeys = true };
        var last = new ListObjectsV2Page("data", [new("p/c+d", 2, "", Now)]) { EncodeKeys = true };
        await using var server = new LoopbackServer(r => LoopbackServer.Answer(
            200, "", Encoding.UTF8.GetString(S3Xml.ListObjectsV2(r.Target.Contains("continuation-token", StringComparison.Ordinal) ? last : first))));

        var keys = new List<string>();
        await foreach (var listed in Client(server).ListObjectsAsync("data", "p/", Token))
        {
            keys.Add(listed.Key);
        }

        Assert.Equal(["p/a b", "p/c+d"], keys);
        Assert.Equal("/data?list-type=2&encoding-type=url&prefix=p%2F&continuation-token=t%2F%2B%3D", server.Received[1].Target);
        Assert.All(server.Received, r => Assert.IsType<SigV4Verification.Verified>(r.Verify(Now, "secret")));
    }

    private S3Client Client(LoopbackServer server, string region = "us-east-1") =>
        new(_http, new AwsConnection(server.Endpoint, region, new AwsCredentials("key", "secret")), new StoppedClock(Now));
}
