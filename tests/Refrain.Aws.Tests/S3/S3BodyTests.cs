using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.S3;

public sealed class S3BodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_with_the_signed_hash_is_handed_on()
    {
        await using var body = S3Body.Open(
            new DribbleStream("hello"u8.ToArray(), 2), new PayloadPromise.Hash(PayloadHash.Of("hello"u8)), null);
        using var result = new MemoryStream();

        await body.CopyToAsync(result, Token);

        Assert.Equal("hello"u8.ToArray(), result.ToArray());
        Assert.Equal(0, await body.ReadAsync(new byte[1], Token));
    }

    [Theory]
    [InlineData("hellO")]
    [InlineData("hell")]
    [InlineData("hello!")]
    [InlineData("")]
    public async Task A_body_with_another_hash_does_not_end(string body)
    {
        await using var stream = S3Body.Open(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)), new PayloadPromise.Hash(PayloadHash.Of("hello"u8)), null);

        var exception = await Assert.ThrowsAsync<S3BodyException>(() => stream.CopyToAsync(Stream.Null, Token));

        Assert.Equal("XAmzContentSHA256Mismatch", exception.Code);
    }

    [Fact]
    public void What_was_not_promised_is_not_checked()
    {
        using var body = new MemoryStream();

        Assert.Same(body, S3Body.Open(body, new PayloadPromise.Unsigned(), null));
        Assert.Same(body, S3Body.Open(body, new PayloadPromise.Kept(), null));
    }

    [Theory]
    [InlineData(null, typeof(PayloadPromise.Unsigned))]
    [InlineData("UNSIGNED-PAYLOAD", typeof(PayloadPromise.Unsigned))]
    [InlineData(PayloadHash.Empty, typeof(PayloadPromise.Hash))]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", typeof(PayloadPromise.UnsignedChunks))]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", typeof(PayloadPromise.UnsignedChunks))]
    public void Without_verification_the_header_alone_says_how_to_read(string? header, Type promise) =>
        Assert.IsType(promise, S3Body.PromiseUnverified(header));
}
