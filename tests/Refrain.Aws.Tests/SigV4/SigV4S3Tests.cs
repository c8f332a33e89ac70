using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

/// <summary>The worked examples of the S3 API Reference ("Signature Calculations"), and what sets S3 apart.</summary>
public sealed class SigV4S3Tests
{
    private const string Host = "examplebucket.s3.amazonaws.com";
    private static readonly AwsCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset Time = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/test.txt", "Range:bytes=0-9", "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test%24file.text", "Date:Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class:REDUCED_REDUNDANCY", "Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    [InlineData("GET", "/?lifecycle", "", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", "", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void The_documented_signatures_come_out(string method, string target, string headers, string body, string signature)
    {
        var signed = Sign(method, target, headers, PayloadHash.Of(System.Text.Encoding.UTF8.GetBytes(body)));

        Assert.EndsWith($"Signature={signature}", signed.HeaderValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.IsType<SigV4Verification.Verified>(Verify(signed));
    }

    [Fact]
    public void The_documented_presigned_url_comes_out_and_is_believed()
    {
        var url = SigV4Signer.Presign(
            "GET", new Uri($"https://{Host}/test.txt"), Credentials, "us-east-1", "s3", Time, TimeSpan.FromDays(1));

        Assert.EndsWith(
            "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", url.Query, StringComparison.Ordinal);
        var verified = Assert.IsType<SigV4Verification.Verified>(Verify(Follow(url), Time.AddHours(23)));
        Assert.IsType<PayloadPromise.Unsigned>(verified.Payload);
    }

    [Theory]
    [InlineData("/bucket/my-object//example//photo.user")]
    [InlineData("/bucket/a/../b/./c")]
    [InlineData("/bucket/a%20b%2Bc%2Fd")]
    [InlineData("/bucket/%E1%88%B4!'()*")]
    public void A_key_is_a_key_and_nothing_is_removed_from_it(string path)
    {
        var verified = Verify(Sign("GET", path, "", PayloadHash.Empty));

        Assert.IsType<SigV4Verification.Verified>(verified);
        Assert.Equal(path.Replace("!'()*", "%21%27%28%29%2A", StringComparison.Ordinal), CanonicalPath.Write(path, PathRule.AsSent));
    }

    [Fact]
    public void Other_services_encode_a_second_time() =>
        Assert.Equal("/functions/arn%253Aaws", CanonicalPath.Write("/functions/arn%3Aaws", PathRule.Normalised));

    [Fact]
    public void A_body_whose_hash_came_in_a_header_is_still_to_be_checked()
    {
        var hash = PayloadHash.Of("data"u8);

        var verified = Assert.IsType<SigV4Verification.Verified>(Verify(Sign("PUT", "/b/k", "", hash) with { PayloadHash = null }));

        Assert.Equal(new PayloadPromise.Hash(hash), verified.Payload);
    }

    [Fact]
    public void A_body_that_was_hashed_already_must_be_the_signed_one()
    {
        var signed = Sign("PUT", "/b/k", "", PayloadHash.Of("data"u8)) with { PayloadHash = PayloadHash.Of("other"u8) };

        Assert.Equal(SigV4Refusal.PayloadMismatch, Assert.IsType<SigV4Verification.Refused>(Verify(signed)).Refusal);
    }

    [Fact]
    public void Without_a_header_and_without_a_hash_the_body_must_be_empty()
    {
        var request = new SigV4Request("POST", "/", "", [new("Host", Host)]);
        var signature = SigV4Signer.Sign(request, Credentials, "us-east-1", "sagemaker", Time);

        var verified = Assert.IsType<SigV4Verification.Verified>(
            Verify(request with { Headers = [.. request.Headers, .. signature.HeadersToSet] }));

        Assert.Equal(new PayloadPromise.Hash(PayloadHash.Empty), verified.Payload);
    }

    [Theory]
    [InlineData(PayloadHash.Unsigned, typeof(PayloadPromise.Unsigned))]
    [InlineData(PayloadHash.UnsignedTrailer, typeof(PayloadPromise.UnsignedChunks))]
    [InlineData(PayloadHash.SignedChunks, typeof(PayloadPromise.SignedChunks))]
    [InlineData(PayloadHash.SignedChunksTrailer, typeof(PayloadPromise.SignedChunks))]
    public void Each_word_for_the_body_is_a_promise(string payloadHash, Type promise)
    {
        var verified = Assert.IsType<SigV4Verification.Verified>(Verify(Sign("PUT", "/b/k", "", payloadHash)));

        Assert.IsType(promise, verified.Payload);
        Assert.Equal(
            payloadHash is PayloadHash.SignedChunksTrailer, verified.Payload is PayloadPromise.SignedChunks { HasTrailer: true });
    }

    internal static SigV4Request Follow(Uri url) =>
        new("GET", url.AbsolutePath, url.Query.TrimStart('?'), [new("Host", url.Authority)]);

    private static SigV4Request Sign(string method, string target, string headers, string payloadHash)
    {
        var given = headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split(':', 2)).Select(h => new SigV4Header(h[0], h[1]));
        var request = SigV4Request.FromTarget(method, target, [new("Host", Host), .. given], payloadHash);
        var signature = SigV4Signer.Sign(request, Credentials, "us-east-1", "s3", Time);
        return request with { Headers = [.. request.Headers, .. signature.HeadersToSet], PayloadHash = PayloadHash.IsHash(payloadHash) ? payloadHash : null };
    }

    private static SigV4Verification Verify(SigV4Request request, DateTimeOffset? now = null) =>
        new SigV4Verifier(key => key == Credentials.AccessKeyId ? Credentials.SecretAccessKey : null).Verify(request, now ?? Time);
}
