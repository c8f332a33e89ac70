using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class SigV4PresignTests
{
    private static readonly AwsCredentials Credentials = new(TestVector.AccessKeyId, TestVector.Secret, "token/+=");
    private static readonly SigV4Verifier Verifier = new(SigV4VectorTests.KnownSecret);

    [Fact]
    public void The_token_of_temporary_credentials_travels_in_the_url()
    {
        var verified = Assert.IsType<SigV4Verification.Verified>(Verifier.Verify(Presigned(), TestVector.Time));

        Assert.Equal("token/+=", verified.SessionToken);
        Assert.Equal("s3", verified.Service);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3600, null)]
    [InlineData(3601, SigV4Refusal.PresignedUrlExpired)]
    [InlineData(-15 * 60 - 1, SigV4Refusal.RequestTimeTooSkewed)]
    public void A_url_holds_until_it_expires(int secondsLater, SigV4Refusal? refusal)
    {
        var answer = Verifier.Verify(Presigned(), TestVector.Time.AddSeconds(secondsLater));

        Assert.Equal(refusal, (answer as SigV4Verification.Refused)?.Refusal);
    }

    [Theory]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=7200", SigV4Refusal.InvalidSignature)]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=604801", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=-1", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=soon", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Expires=3600", "", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=3600&X-Amz-Expires=3600", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=other", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Date=20150830T123600Z", "X-Amz-Date=today", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("X-Amz-Date=20150830T123600Z", "X-Amz-Date=20150830T123601Z", SigV4Refusal.InvalidSignature)]
    [InlineData("X-Amz-Signature=", "X-Amz-Signature=0", SigV4Refusal.InvalidSignature)]
    [InlineData("AKIDEXAMPLE", "AKIDNOBODY", SigV4Refusal.UnknownAccessKey)]
    [InlineData("%2Fs3%2F", "%2F", SigV4Refusal.IncompletePresignedUrl)]
    [InlineData("versionId=1", "versionId=2", SigV4Refusal.InvalidSignature)]
    [InlineData("X-Amz-Security-Token=token", "X-Amz-Security-Token=other", SigV4Refusal.InvalidSignature)]
    public void A_changed_url_is_refused(string from, string to, SigV4Refusal refusal)
    {
        var request = Presigned();
        Assert.Contains(from, request.Query, StringComparison.Ordinal);

        var answer = Verifier.Verify(
            request with { Query = request.Query.Replace(from, to, StringComparison.Ordinal) }, TestVector.Time);

        Assert.Equal(refusal, Assert.IsType<SigV4Verification.Refused>(answer).Refusal);
    }

    [Fact]
    public void Another_method_another_path_or_a_header_with_a_meaning_is_refused()
    {
        var request = Presigned();
        SigV4Request[] tampered =
        [
            request with { Method = "PUT" },
            request with { Path = "/bucket/other" },
            request with { Headers = [new("Host", "other")] },
        ];

        Assert.All(tampered, t => Assert.Equal(SigV4Refusal.InvalidSignature, Refusal(t)));
        Assert.Equal(
            SigV4Refusal.UnsignedHeader, Refusal(request with { Headers = [.. request.Headers, new("x-amz-copy-source", "a/b")] }));
    }

    [Fact]
    public void Signed_twice_is_not_signed()
    {
        var request = Presigned();

        Assert.Equal(
            SigV4Refusal.IncompleteSignature,
            Refusal(request with { Headers = [.. request.Headers, new("Authorization", "AWS4-HMAC-SHA256 Credential=..")] }));
    }

    [Fact]
    public void A_key_with_dots_and_spaces_survives_being_presigned()
    {
        var url = SigV4Signer.Presign(
            "GET", new Uri("http://127.0.0.1:8080/bucket/a%20b"), Credentials, "us-east-1", "s3", TestVector.Time, TimeSpan.FromMinutes(1));

        Assert.StartsWith("http://127.0.0.1:8080/bucket/a%20b?X-Amz-Algorithm=", url.OriginalString, StringComparison.Ordinal);
        Assert.IsType<SigV4Verification.Verified>(Verifier.Verify(SigV4S3Tests.Follow(url), TestVector.Time));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(604801)]
    public void A_url_cannot_hold_longer_than_a_week_or_not_at_all(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SigV4Signer.Presign(
            "GET", new Uri("http://h/"), Credentials, "us-east-1", "s3", TestVector.Time, TimeSpan.FromSeconds(seconds)));

    private static SigV4Request Presigned() => SigV4S3Tests.Follow(SigV4Signer.Presign(
        "GET", new Uri("http://127.0.0.1:8080/bucket/key?versionId=1"), Credentials, "us-east-1", "s3", TestVector.Time, TimeSpan.FromHours(1)));

    private static SigV4Refusal Refusal(SigV4Request request) =>
        Assert.IsType<SigV4Verification.Refused>(Verifier.Verify(request, TestVector.Time)).Refusal;
}
