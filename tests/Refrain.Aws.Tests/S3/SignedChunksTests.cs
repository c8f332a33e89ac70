using System.Text;
using Refrain.Aws.S3;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.S3;

/// <summary>
/// The worked examples of the S3 API Reference for bodies in signed chunks: 65 KiB of the letter a, as 64 KiB and 1 KiB.
/// </summary>
public sealed class SignedChunksTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private const string Seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    private const string TrailerSeed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";

    private static readonly string[] Signatures =
    [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ];

    private static readonly string[] TrailerSignatures =
    [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ];

    private const string Trailer =
        "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task The_documented_chunks_are_believed(int atOnce)
    {
        var decoded = await Read(Promise(Seed, hasTrailer: false), Frame(Signatures, ""), atOnce);

        Assert.Equal(new string('a', 66560), decoded);
    }

    [Fact]
    public async Task The_documented_trailer_is_believed()
    {
        var body = new DribbleStream(Frame(TrailerSignatures, Trailer), 5000);
        await using var stream = Assert.IsType<AwsChunkedStream>(S3Body.Open(body, Promise(TrailerSeed, hasTrailer: true), 66560));
        using var result = new MemoryStream();
        await stream.CopyToAsync(result, Token);

        Assert.Equal([new SigV4Header("x-amz-checksum-crc32c", "sOO8/Q==")], stream.Trailers);
        Assert.Equal("sOO8/Q==", S3Checksum.Of(ChecksumAlgorithm.Crc32C, result.ToArray()));
    }

    [Theory]
    [InlineData("aaa", "aab")]
    [InlineData("chunk-signature=ad80", "chunk-signature=ad81")]
    [InlineData("chunk-signature=0055", "chunk-signature=0056")]
    [InlineData("chunk-signature=b6c6", "chunk-signature=b6c7")]
    [InlineData(";chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", "")]
    public async Task A_changed_chunk_is_refused(string from, string to)
    {
        var framed = Encoding.ASCII.GetString(Frame(Signatures, ""));
        var at = framed.IndexOf(from, StringComparison.Ordinal);
        var tampered = framed[..at] + to + framed[(at + from.Length)..];

        var exception = await Assert.ThrowsAsync<S3BodyException>(
            () => Read(Promise(Seed, hasTrailer: false), Encoding.ASCII.GetBytes(tampered), 100_000));

        Assert.Equal(("SignatureDoesNotMatch", 403), (exception.Code, exception.Status));
    }

    [Theory]
    [InlineData("sOO8/Q==", "sOO9/Q==")]
    [InlineData("d81f82", "d81f83")]
    [InlineData(Trailer, "x-amz-checksum-crc32c:sOO8/Q==\r\n")]
    [InlineData(Trailer, "")]
    public async Task A_changed_trailer_is_refused(string from, string to)
    {
        var framed = Encoding.ASCII.GetString(Frame(TrailerSignatures, Trailer)).Replace(from, to, StringComparison.Ordinal);

        var exception = await Assert.ThrowsAsync<S3BodyException>(
            () => Read(Promise(TrailerSeed, hasTrailer: true), Encoding.ASCII.GetBytes(framed), 100_000));

        Assert.Equal("SignatureDoesNotMatch", exception.Code);
    }

    [Fact]
    public async Task A_trailer_that_was_not_announced_is_refused() => await Assert.ThrowsAsync<S3BodyException>(
        () => Read(Promise(Seed, hasTrailer: false), Frame(Signatures, "x-amz-checksum-crc32c:sOO8/Q==\r\n"), 100_000));

    [Fact]
    public async Task Where_nobody_verifies_the_frames_are_taken_off_all_the_same()
    {
        var promise = S3Body.PromiseUnverified(PayloadHash.SignedChunks);

        Assert.Equal(66560, (await Read(promise, Frame(Signatures, ""), 100_000)).Length);
    }

    [Fact]
    public async Task The_signature_of_the_request_begins_the_chain()
    {
        var signed = SignedRequest();
        var verifier = new SigV4Verifier(k => k == Key ? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" : null);

        var verified = Assert.IsType<SigV4Verification.Verified>(verifier.Verify(signed, new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)));

        Assert.EndsWith(Seed, signed.HeaderValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.Equal(66560, (await Read(verified.Payload, Frame(Signatures, ""), 3000)).Length);
    }

    private static SigV4Request SignedRequest()
    {
        var request = new SigV4Request(
            "PUT",
            "/examplebucket/chunkObject.txt",
            "",
            [
                new("Host", "s3.amazonaws.com"),
                new("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                new("Content-Encoding", "aws-chunked"),
                new("x-amz-decoded-content-length", "66560"),
                new("Content-Length", "66824"),
            ],
            PayloadHash.SignedChunks);
        var signature = SigV4Signer.Sign(
            request, new(Key, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1", "s3", new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        return request with { Headers = [.. request.Headers, .. signature.HeadersToSet], PayloadHash = null };
    }

    private static byte[] Frame(string[] signatures, string trailer) => Encoding.ASCII.GetBytes(
        $"10000;chunk-signature={signatures[0]}\r\n{new string('a', 65536)}\r\n"
        + $"400;chunk-signature={signatures[1]}\r\n{new string('a', 1024)}\r\n"
        + $"0;chunk-signature={signatures[2]}\r\n{trailer}\r\n");

    private static PayloadPromise.SignedChunks Promise(string seed, bool hasTrailer)
    {
        var scope = new CredentialScope(Key, "20130524", "us-east-1", "s3");
        var key = SigningKey.Derive("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope);
        return new(new ChunkSigner(key, "20130524T000000Z", scope, seed), hasTrailer);
    }

    private static async Task<string> Read(PayloadPromise promise, byte[] framed, int atOnce)
    {
        await using var stream = S3Body.Open(new DribbleStream(framed, atOnce), promise, 66560);
        using var result = new MemoryStream();
        await stream.CopyToAsync(result, Token);
        return Encoding.ASCII.GetString(result.ToArray());
    }
}
