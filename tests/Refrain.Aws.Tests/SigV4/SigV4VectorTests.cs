using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class SigV4VectorTests
{
    public static TheoryData<string> Names => TestVector.Names;

    [Fact]
    public void The_whole_suite_is_here() => Assert.Equal(34, Names.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_canonical_request_is_the_one_of_the_suite(string name)
    {
        var vector = TestVector.Read(name);

        Assert.Equal(vector.CanonicalRequest, vector.Sign().CanonicalRequest);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_string_to_sign_is_the_one_of_the_suite(string name)
    {
        var vector = TestVector.Read(name);

        Assert.Equal(vector.StringToSign, vector.Sign().StringToSign);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_authorization_header_is_the_one_of_the_suite(string name)
    {
        var vector = TestVector.Read(name);

        Assert.Equal(vector.Authorization, vector.Sign().Authorization);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_signed_is_believed(string name)
    {
        var vector = TestVector.Read(name);

        var answer = new SigV4Verifier(KnownSecret).Verify(vector.Signed(), TestVector.Time);

        var verified = Assert.IsType<SigV4Verification.Verified>(answer);
        Assert.Equal(
            ("AKIDEXAMPLE", "us-east-1", "service"), (verified.AccessKeyId, verified.Region, verified.Service));
        Assert.IsType<PayloadPromise.Kept>(verified.Payload);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_signature_of_the_suite_is_believed_with_the_token_added_afterwards(string name)
    {
        var vector = TestVector.Read(name);
        var signed = vector.Signed();
        var headers = signed.Headers.Select(h => h.Name is "Authorization" ? new(h.Name, vector.Authorization) : h).ToList();
        if (!headers.Exists(h => h.Name is "X-Amz-Security-Token"))
        {
            headers.Add(new("X-Amz-Security-Token", "added later"));
        }

        var answer = new SigV4Verifier(KnownSecret).Verify(signed with { Headers = headers }, TestVector.Time);

        Assert.NotEmpty(Assert.IsType<SigV4Verification.Verified>(answer).SessionToken!);
    }

    internal static string? KnownSecret(string accessKeyId) => accessKeyId is TestVector.AccessKeyId ? TestVector.Secret : null;
}
