using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class SigV4RefusalTests
{
    private const string Scope = "AKIDEXAMPLE/20150830/us-east-1/sagemaker/aws4_request";
    private static readonly AwsCredentials Credentials = new(TestVector.AccessKeyId, TestVector.Secret);
    private static readonly SigV4Verifier Verifier = new(SigV4VectorTests.KnownSecret);

    [Fact]
    public void A_request_without_signature_is_told_so()
    {
        var refused = Refused(Request([]), TestVector.Time);

        Assert.Equal(SigV4Refusal.MissingAuthenticationToken, refused.Refusal);
    }

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("AWS AKIDEXAMPLE:abc=")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=" + Scope + ", SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", SignedHeaders=host")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", SignedHeaders=host, Signature=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", Credential=" + Scope + ", SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/2015/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/s3, SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", SignedHeaders=x-amz-date, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=" + Scope + ", SignedHeaders=Host, Signature=00")]
    public void A_damaged_authorization_header_is_incomplete(string authorization)
    {
        var request = Request([new("X-Amz-Date", "20150830T123600Z"), new("Authorization", authorization)]);

        Assert.Equal(SigV4Refusal.IncompleteSignature, Refused(request, TestVector.Time).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2015-08-30T12:36:00Z")]
    [InlineData("20150830T123600Z,20150830T123600Z")]
    public void A_request_must_say_when_it_was_made(string? date)
    {
        SigV4Header authorization = new("Authorization", $"AWS4-HMAC-SHA256 Credential={Scope}, SignedHeaders=host, Signature=00");
        var request = Request(date is null ? [authorization] : [new("X-Amz-Date", date), authorization]);

        Assert.Equal(SigV4Refusal.IncompleteSignature, Refused(request, TestVector.Time).Refusal);
    }

    [Theory]
    [InlineData("x-amz-date")]
    [InlineData("authorization")]
    [InlineData("x-amz-content-sha256")]
    public void What_decides_must_not_be_said_twice(string name)
    {
        var signed = Signed("s3");
        var twice = signed with { Headers = [.. signed.Headers, new(name, signed.HeaderValues(name).Single())] };

        Assert.Equal(SigV4Refusal.IncompleteSignature, Refused(twice, TestVector.Time).Refusal);
    }

    [Theory]
    [InlineData(15 * 60, true)]
    [InlineData(15 * 60 + 1, false)]
    [InlineData(-15 * 60, true)]
    [InlineData(-15 * 60 - 1, false)]
    public void A_quarter_of_an_hour_is_allowed_to_either_side(int secondsLater, bool isAllowed)
    {
        var answer = Verifier.Verify(Signed("sagemaker"), TestVector.Time.AddSeconds(secondsLater));

        Assert.Equal(isAllowed ? null : SigV4Refusal.RequestTimeTooSkewed, (answer as SigV4Verification.Refused)?.Refusal);
    }

    [Fact]
    public void The_message_of_an_old_signature_begins_as_clients_know_it()
    {
        var refused = Refused(Signed("sagemaker"), TestVector.Time.AddHours(1));

        Assert.Equal(
            "Signature expired: 20150830T123600Z is now earlier than 20150830T132100Z (20150830T133600Z - 15 min.)", refused.Message);
    }

    [Fact]
    public void The_scope_must_be_of_the_day_of_the_request()
    {
        var signed = Signed("sagemaker");
        var otherDay = signed with
        {
            Headers = [.. signed.Headers.Select(h => h with { Value = h.Value.Replace("AKIDEXAMPLE/20150830", "AKIDEXAMPLE/20150829", StringComparison.Ordinal) })],
        };

        Assert.Contains("Credential scope", Refused(otherDay, TestVector.Time).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-amz-target")]
    [InlineData("X-Amz-Copy-Source")]
    [InlineData("x-amz-meta-owner")]
    public void A_header_with_a_meaning_must_be_signed(string name)
    {
        var signed = Signed("s3");
        var added = signed with { Headers = [.. signed.Headers, new(name, "added on the way")] };

        Assert.Equal(SigV4Refusal.UnsignedHeader, Refused(added, TestVector.Time).Refusal);
    }

    [Fact]
    public void A_header_that_a_proxy_adds_does_no_harm()
    {
        var signed = Signed("s3");
        var added = signed with { Headers = [.. signed.Headers, new("X-Forwarded-For", "10.0.0.1"), new("User-Agent", "other")] };

        Assert.IsType<SigV4Verification.Verified>(Verifier.Verify(added, TestVector.Time));
    }

    [Fact]
    public void The_plain_date_header_will_do()
    {
        SigV4Header[] headers = [new("Host", "h"), new("Date", "Sun, 30 Aug 2015 12:36:00 GMT")];
        var request = new SigV4Request("GET", "/", "", headers);
        var scope = new CredentialScope(TestVector.AccessKeyId, "20150830", "us-east-1", "sagemaker");
        var canonical = CanonicalRequest.Write(request, ["date", "host"], PayloadHash.Empty, PathRule.Normalised);
        var signature = SigningKey.Sign(
            SigningKey.Derive(TestVector.Secret, scope), SigningKey.StringToSign("20150830T123600Z", scope, canonical));
        SigV4Header authorization = new("Authorization", $"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=date;host, Signature={signature}");

        Assert.IsType<SigV4Verification.Verified>(
            Verifier.Verify(request with { Headers = [.. headers, authorization] }, TestVector.Time));
    }

    [Theory]
    [InlineData("not a hash")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")]
    public void A_word_for_the_body_that_nobody_knows_is_refused(string payloadHash) =>
        Assert.Equal(SigV4Refusal.IncompleteSignature, Refused(Signed("s3", payloadHash), TestVector.Time).Refusal);

    [Theory]
    [InlineData(SigV4Refusal.MissingAuthenticationToken, "MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied")]
    [InlineData(SigV4Refusal.IncompleteSignature, "IncompleteSignatureException", "IncompleteSignature", "AuthorizationHeaderMalformed")]
    [InlineData(SigV4Refusal.IncompletePresignedUrl, "IncompleteSignatureException", "IncompleteSignature", "AuthorizationQueryParametersError")]
    [InlineData(SigV4Refusal.UnknownAccessKey, "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId")]
    [InlineData(SigV4Refusal.InvalidSignature, "InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch")]
    [InlineData(SigV4Refusal.RequestTimeTooSkewed, "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed")]
    [InlineData(SigV4Refusal.PresignedUrlExpired, "InvalidSignatureException", "SignatureDoesNotMatch", "AccessDenied")]
    [InlineData(SigV4Refusal.UnsignedHeader, "IncompleteSignatureException", "IncompleteSignature", "AccessDenied")]
    [InlineData(SigV4Refusal.PayloadMismatch, "InvalidSignatureException", "SignatureDoesNotMatch", "XAmzContentSHA256Mismatch")]
    public void Each_refusal_has_a_name_in_every_protocol(SigV4Refusal refusal, string json, string query, string s3)
    {
        Assert.Equal(json, SigV4Errors.For(refusal, AwsErrorStyle.Json).Code);
        Assert.Equal(query, SigV4Errors.For(refusal, AwsErrorStyle.Query).Code);
        Assert.Equal(s3, SigV4Errors.For(refusal, AwsErrorStyle.S3).Code);
    }

    [Fact]
    public void A_printed_credential_keeps_its_secret() =>
        Assert.DoesNotContain(TestVector.Secret, Credentials.ToString(), StringComparison.Ordinal);

    private static SigV4Request Request(SigV4Header[] headers) => new("POST", "/", "", [new("Host", "h"), .. headers]);

    private static SigV4Request Signed(string service, string? payloadHash = null)
    {
        var request = Request([]) with { PayloadHash = payloadHash };
        var signature = SigV4Signer.Sign(request, Credentials, "us-east-1", service, TestVector.Time);
        return request with { Headers = [.. request.Headers, .. signature.HeadersToSet], PayloadHash = null };
    }

    private static SigV4Verification.Refused Refused(SigV4Request request, DateTimeOffset now) =>
        Assert.IsType<SigV4Verification.Refused>(Verifier.Verify(request, now));
}
