using System.Text;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.S3;

public sealed class AwsChunkedStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Frames_are_taken_off_however_the_bytes_arrive(int atOnce)
    {
        var (text, stream) = await Decode("5\r\nhello\r\n6;any=thing\r\n world\r\n0\r\nX-Amz-Checksum-CRC32: DUoRhQ==\r\n\r\n", atOnce, 11);

        Assert.Equal("hello world", text);
        Assert.Equal([new SigV4Header("x-amz-checksum-crc32", "DUoRhQ==")], stream.Trailers);
        Assert.Equal(stream.Trailers[0].Value, S3Checksum.Of(ChecksumAlgorithm.Crc32, Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("A\r\n0123456789\r\n0\r\n\r\n", "0123456789")]
    [InlineData("00000003\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAA\n\r\n\r\n\r\n", "abc")]
    public async Task Small_liberties_of_clients_are_taken_well(string framed, string text) =>
        Assert.Equal(text, (await Decode(framed, 3, null)).Text);

    [Theory]
    [InlineData("")]
    [InlineData("5\r\n")]
    [InlineData("5\r\nhel")]
    [InlineData("5\r\nhello")]
    [InlineData("5\r\nhello\r\n")]
    [InlineData("5\r\nhello\r\n0")]
    [InlineData("5\r\nhello\r\n0\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n")]
    public async Task A_body_that_is_cut_off_does_not_end(string framed)
    {
        var exception = await Assert.ThrowsAsync<S3BodyException>(() => Decode(framed, 4, null));

        Assert.Contains(exception.Code, (string[])["IncompleteBody", "InvalidRequest"]);
        Assert.Equal(400, exception.Status);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\nhello")]
    [InlineData("7FFFFFFFFFFFFFF\r\nhello")]
    [InlineData("3\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nno colon\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\nmore")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n\r\n\r\n\r\n")]
    public async Task A_body_that_is_badly_framed_is_refused(string framed) =>
        await Assert.ThrowsAsync<S3BodyException>(() => Decode(framed, 100, null));

    [Fact]
    public async Task A_line_that_does_not_end_is_not_kept_in_memory()
    {
        var exception = await Assert.ThrowsAsync<S3BodyException>(() => Decode("5;" + new string('x', 5000), 1000, null));

        Assert.Contains("longer than", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trailers_without_number_are_refused()
    {
        var trailers = string.Concat(Enumerable.Range(0, 17).Select(i => $"name{i}:value\r\n"));

        await Assert.ThrowsAsync<S3BodyException>(() => Decode("0\r\n" + trailers + "\r\n", 1000, null));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task The_stated_length_must_come_out(long stated) =>
        await Assert.ThrowsAsync<S3BodyException>(() => Decode("5\r\nhello\r\n0\r\n\r\n", 100, stated));

    [Fact]
    public async Task Reading_nothing_is_not_the_end()
    {
        await using var stream = new AwsChunkedStream(new MemoryStream("5\r\nhello\r\n0\r\n\r\n"u8.ToArray()), 5);

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Token));
        Assert.Equal(5, await stream.ReadAsync(new byte[10], Token));
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Token));
        Assert.Equal(0, await stream.ReadAsync(new byte[10], Token));
    }

    private static async Task<(string Text, AwsChunkedStream Stream)> Decode(string framed, int atOnce, long? decodedLength)
    {
        await using var stream = new AwsChunkedStream(new DribbleStream(Encoding.UTF8.GetBytes(framed), atOnce), decodedLength);
        using var result = new MemoryStream();
        await stream.CopyToAsync(result, Token);
        return (Encoding.UTF8.GetString(result.ToArray()), stream);
    }
}
