using System.Net.Sockets;
using System.Text;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.S3;

public sealed class S3UploadsTests(TestServer server) : IClassFixture<TestServer>, IAsyncLifetime
{
    private const string Bucket = "uploads";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("sixteen bytes...");

    private SignedHttp Http => new(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };

    public async ValueTask InitializeAsync() => await server.S3.CreateBucketAsync(Bucket, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Frames_are_taken_off_and_the_trailer_is_compared()
    {
        var put = await PutChunkedAsync("framed", S3Checksum.Of(ChecksumAlgorithm.Crc32, Bytes));
        var got = await Http.SendAsync("GET", $"/{Bucket}/framed");

        Assert.Equal((200, S3Checksum.Of(ChecksumAlgorithm.Crc32, Bytes)), (put.Status, put.Header("x-amz-checksum-crc32")));
        Assert.Equal(Bytes, got.Body);
        Assert.Null(got.Header("Content-Encoding"));
    }

    [Fact]
    public async Task Frames_may_come_inside_chunks_of_http()
    {
        var chunked = new SignedHttp(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3", Tamper = message => message.Headers.TransferEncodingChunked = true };
        var frames = Encoding.UTF8.GetBytes($"{Bytes.Length:x}\r\n{Encoding.UTF8.GetString(Bytes)}\r\n0\r\n\r\n");
        var put = await chunked.SendAsync("PUT", $"/{Bucket}/twice", frames, PayloadHash.UnsignedTrailer, ("x-amz-decoded-content-length", $"{Bytes.Length}"));

        Assert.Equal(200, put.Status);
        Assert.Equal(Bytes, (await Http.SendAsync("GET", $"/{Bucket}/twice")).Body);
    }

    [Fact]
    public async Task A_wrong_checksum_in_the_trailer_stores_nothing() =>
        await RefusedAsync("framed-wrong", await PutChunkedAsync("framed-wrong", S3Checksum.Of(ChecksumAlgorithm.Crc32, "other"u8)), "BadDigest");

    [Fact]
    public async Task A_promised_trailer_that_is_missing_stores_nothing() =>
        await RefusedAsync("framed-missing", await PutChunkedAsync("framed-missing", checksum: null), "BadDigest");

    [Fact]
    public async Task A_body_that_ends_inside_a_chunk_stores_nothing()
    {
        var answer = await Http.SendAsync(
            "PUT", $"/{Bucket}/cut", "10\r\nonly nine"u8.ToArray(), PayloadHash.UnsignedTrailer, ("Content-Encoding", "aws-chunked"), ("x-amz-decoded-content-length", "16"));

        await RefusedAsync("cut", answer, "IncompleteBody");
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32)]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    [InlineData(ChecksumAlgorithm.Sha1)]
    [InlineData(ChecksumAlgorithm.Sha256)]
    public async Task A_checksum_in_a_header_is_compared(ChecksumAlgorithm algorithm)
    {
        var name = S3Checksum.HeaderName(algorithm);
        var right = await Http.SendAsync("PUT", $"/{Bucket}/right-{algorithm}", Bytes, null, (name, S3Checksum.Of(algorithm, Bytes)));
        var wrong = await Http.SendAsync("PUT", $"/{Bucket}/wrong-{algorithm}", Bytes, null, (name, S3Checksum.Of(algorithm, "other"u8)));

        Assert.Equal(200, right.Status);
        await RefusedAsync($"wrong-{algorithm}", wrong, "BadDigest");
    }

    [Fact]
    public async Task Content_MD5_is_compared()
    {
        var right = Md5.Header(Bytes);

        Assert.Equal(200, (await Http.SendAsync("PUT", $"/{Bucket}/md5", Bytes, null, ("Content-MD5", right))).Status);
        await RefusedAsync("md5-wrong", await Http.SendAsync("PUT", $"/{Bucket}/md5-wrong", "other"u8.ToArray(), null, ("Content-MD5", right)), "BadDigest");
    }

    [Fact]
    public async Task A_body_that_is_not_the_signed_one_stores_nothing() =>
        await RefusedAsync("swapped", await Http.SendAsync("PUT", $"/{Bucket}/swapped", Bytes, PayloadHash.Of("other"u8)), "XAmzContentSHA256Mismatch");

    [Fact]
    public async Task A_refused_overwrite_leaves_the_object_as_it_was()
    {
        await Http.SendAsync("PUT", $"/{Bucket}/kept", Bytes);
        await Http.SendAsync("PUT", $"/{Bucket}/kept", "new"u8.ToArray(), PayloadHash.Of("other"u8));

        Assert.Equal(Bytes, (await Http.SendAsync("GET", $"/{Bucket}/kept")).Body);
    }

    [Fact]
    public async Task A_client_that_expects_100_continue_is_told_to_go_on_before_it_sends()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        SigV4Header[] headers = [new("Host", server.Endpoint.Authority)];
        var signature = SigV4Signer.Sign(
            SigV4Request.FromTarget("PUT", $"/{Bucket}/expected", headers, PayloadHash.Of(Bytes)), TestServer.Keys, "us-east-1", "s3", DateTimeOffset.UtcNow);
        var lines = headers.Concat(signature.HeadersToSet).Select(header => $"{header.Name}: {header.Value}\r\n");
        var head = $"PUT /{Bucket}/expected HTTP/1.1\r\n{string.Concat(lines)}Content-Length: {Bytes.Length}\r\nExpect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        await stream.WriteAsync(Bytes, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private Task<Answer> PutChunkedAsync(string key, string? checksum)
    {
        var frames = $"{Bytes.Length:x}\r\n{Encoding.UTF8.GetString(Bytes)}\r\n0\r\n{(checksum is null ? "" : $"x-amz-checksum-crc32:{checksum}\r\n")}\r\n";
        return Http.SendAsync(
            "PUT",
            $"/{Bucket}/{key}",
            Encoding.UTF8.GetBytes(frames),
            PayloadHash.UnsignedTrailer,
            ("Content-Encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", $"{Bytes.Length}"),
            ("x-amz-trailer", "x-amz-checksum-crc32"));
    }

    private async Task RefusedAsync(string key, Answer answer, string code)
    {
        Assert.Equal(400, answer.Status);
        Assert.Contains($"<Code>{code}</Code>", answer.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await Http.SendAsync("HEAD", $"/{Bucket}/{key}")).Status);
    }
}
