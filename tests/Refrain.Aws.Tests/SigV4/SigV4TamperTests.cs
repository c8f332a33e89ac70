using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class SigV4TamperTests
{
    private static readonly SigV4Verifier Verifier = new(SigV4VectorTests.KnownSecret);

    public static TheoryData<string> Names => TestVector.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_method_is_refused(string name) =>
        AssertRefused(SigV4Refusal.InvalidSignature, Signed(name) with { Method = "DELETE" });

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_path_is_refused(string name)
    {
        var request = Signed(name);

        AssertRefused(SigV4Refusal.InvalidSignature, request with { Path = request.Path + "x" });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_query_is_refused(string name)
    {
        var request = Signed(name);

        AssertRefused(SigV4Refusal.InvalidSignature, request with { Query = request.Query + "&extra" });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_item_of_the_query_that_is_changed_or_taken_away_is_refused(string name)
    {
        var request = Signed(name);
        var items = request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < items.Length; at++)
        {
            AssertRefused(SigV4Refusal.InvalidSignature, request with { Query = string.Join('&', items.Select((item, index) => index == at ? item + "x" : item)) });
            AssertRefused(SigV4Refusal.InvalidSignature, request with { Query = string.Join('&', items.Where((_, index) => index != at)) });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_signed_header_that_is_taken_away_is_refused(string name)
    {
        var request = Signed(name);
        foreach (var header in request.Headers.Where(h => h.Name is not ("Authorization" or "X-Amz-Date")))
        {
            AssertRefused(SigV4Refusal.InvalidSignature, request with { Headers = [.. request.Headers.Where(h => h != header)] });
        }

        AssertRefused(SigV4Refusal.IncompleteSignature, request with { Headers = [.. request.Headers.Where(h => h.Name is not "X-Amz-Date")] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_part_of_the_scope_that_is_changed_is_refused(string name)
    {
        var request = Signed(name);
        var authorization = Find(request, "Authorization");
        void Change(string from, string to, SigV4Refusal refusal)
        {
            Assert.Contains(from, authorization.Value, StringComparison.Ordinal);
            AssertRefused(refusal, Replace(request, authorization, authorization.Value.Replace(from, to, StringComparison.Ordinal)));
        }

        Change("AKIDEXAMPLE/", "AKIDEXAMPLF/", SigV4Refusal.UnknownAccessKey);
        Change("/20150830/", "/20150831/", SigV4Refusal.InvalidSignature);
        Change("/us-east-1/", "/us-east-2/", SigV4Refusal.InvalidSignature);
        Change("/service/", "/sagemaker/", SigV4Refusal.InvalidSignature);
        Change("/aws4_request", "/aws5_request", SigV4Refusal.IncompleteSignature);
        Change("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512", SigV4Refusal.IncompleteSignature);
        Change(";x-amz-date", "", SigV4Refusal.InvalidSignature);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_value_of_any_signed_header_is_refused(string name)
    {
        var request = Signed(name);
        var tampered = 0;
        foreach (var header in request.Headers.Where(h => h.Name is not ("Authorization" or "X-Amz-Date")))
        {
            AssertRefused(SigV4Refusal.InvalidSignature, Replace(request, header, header.Value + "1"));
            tampered++;
        }

        Assert.True(tampered > 0, "the host at least is signed");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_signed_header_that_is_taken_away_is_refused(string name)
    {
        var request = Signed(name);

        AssertRefused(
            SigV4Refusal.InvalidSignature, request with { Headers = [.. request.Headers.Where(h => h.Name is not "Host")] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_second_on_the_clock_is_refused(string name) =>
        AssertRefused(SigV4Refusal.InvalidSignature, Replace(Signed(name), Find(Signed(name), "X-Amz-Date"), "20150830T123601Z"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_body_is_refused(string name) =>
        AssertRefused(SigV4Refusal.InvalidSignature, Signed(name) with { PayloadHash = PayloadHash.Of("other"u8) });

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_secret_is_refused(string name) =>
        AssertRefused(SigV4Refusal.InvalidSignature, Signed(name), new SigV4Verifier(_ => TestVector.Secret + "x"));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_that_nobody_has_is_refused(string name) =>
        AssertRefused(SigV4Refusal.UnknownAccessKey, Signed(name), new SigV4Verifier(_ => null));

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_other_character_in_the_signature_is_refused(string name)
    {
        var request = Signed(name);
        var authorization = Find(request, "Authorization");
        var start = authorization.Value.IndexOf("Signature=", StringComparison.Ordinal) + "Signature=".Length;
        for (var at = start; at < authorization.Value.Length; at++)
        {
            var other = authorization.Value[at] is '0' ? '1' : '0';
            AssertRefused(
                SigV4Refusal.InvalidSignature,
                Replace(request, authorization, $"{authorization.Value[..at]}{other}{authorization.Value[(at + 1)..]}"));
        }

        Assert.Equal(64, authorization.Value.Length - start);
    }

    [Theory]
    [InlineData("us-east-1", "eu-west-1")]
    [InlineData("/service/", "/s3/")]
    [InlineData("AKIDEXAMPLE", "AKIDOTHER")]
    public void Another_scope_is_refused(string from, string to)
    {
        var verifier = new SigV4Verifier(_ => TestVector.Secret);
        var request = Signed("get-vanilla/get-vanilla");
        var authorization = Find(request, "Authorization");
        var tampered = Replace(request, authorization, authorization.Value.Replace(from, to, StringComparison.Ordinal));

        if (to is "AKIDOTHER")
        {
            // The key's name is not signed: who has the same secret is the same person.
            Assert.IsType<SigV4Verification.Verified>(verifier.Verify(tampered, TestVector.Time));
        }
        else
        {
            AssertRefused(SigV4Refusal.InvalidSignature, tampered, verifier);
        }
    }

    [Fact]
    public void A_key_kept_from_before_does_not_make_a_wrong_signature_right()
    {
        var verifier = new SigV4Verifier(SigV4VectorTests.KnownSecret);
        var request = Signed("get-vanilla/get-vanilla");

        Assert.IsType<SigV4Verification.Verified>(verifier.Verify(request, TestVector.Time));
        Assert.IsType<SigV4Verification.Verified>(verifier.Verify(request, TestVector.Time));
        AssertRefused(SigV4Refusal.InvalidSignature, request with { Method = "PUT" }, verifier);
    }

    private static SigV4Request Signed(string name) => TestVector.Read(name).Signed();

    private static SigV4Header Find(SigV4Request request, string name) => request.Headers.Single(h => h.Name == name);

    private static SigV4Request Replace(SigV4Request request, SigV4Header header, string value) =>
        request with { Headers = [.. request.Headers.Select(h => h == header ? h with { Value = value } : h)] };

    private static void AssertRefused(SigV4Refusal refusal, SigV4Request request, SigV4Verifier? verifier = null)
    {
        var answer = (verifier ?? Verifier).Verify(request, TestVector.Time);

        Assert.Equal(refusal, Assert.IsType<SigV4Verification.Refused>(answer).Refusal);
    }
}
