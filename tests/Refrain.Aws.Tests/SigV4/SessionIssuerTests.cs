using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

public sealed class SessionIssuerTests
{
    private static readonly DateTimeOffset End = TestVector.Time.AddHours(1);
    private static readonly SessionIssuer Issuer = new("the issuer's key"u8.ToArray());
    private static readonly AwsCredentials Session = Issuer.Issue("seed"u8, "who\nand what", End);

    public static TheoryData<string> Names => TestVector.Names;

    [Fact]
    public void A_token_says_what_was_written_into_it()
    {
        var read = Issuer.Read(Session.AccessKeyId, Session.SessionToken!)!;

        Assert.Equal((Session.SecretAccessKey, "who\nand what", End), (read.SecretAccessKey, read.Claims, read.Expires));
        Assert.Matches("^ASIA[A-Z2-7]{16}$", Session.AccessKeyId);
        Assert.DoesNotContain(Session.SecretAccessKey, $"{read} {Session}", StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_credentials_and_another_one_gives_others()
    {
        Assert.Equal(Session, Issuer.Issue("seed"u8, "who\nand what", End));
        Assert.NotEqual(Session.AccessKeyId, Issuer.Issue("other"u8, "who\nand what", End).AccessKeyId);
        Assert.NotEqual(Session.SecretAccessKey, Issuer.Issue("other"u8, "who\nand what", End).SecretAccessKey);
    }

    [Fact]
    public void Any_other_character_in_the_token_makes_it_worthless()
    {
        var token = Session.SessionToken!;
        for (var at = 0; at < token.Length; at++)
        {
            var other = $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
            Assert.True(Issuer.Read(Session.AccessKeyId, other) is null, $"character {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b.c")]
    [InlineData("%%%.%%%")]
    public void Nonsense_is_no_token(string token) => Assert.Null(Issuer.Read(Session.AccessKeyId, token));

    [Fact]
    public void A_token_is_worth_nothing_with_another_key_or_to_another_issuer()
    {
        Assert.Null(Issuer.Read("ASIAAAAAAAAAAAAAAAAA", Session.SessionToken!));
        Assert.Null(new SessionIssuer("another key"u8.ToArray()).Read(Session.AccessKeyId, Session.SessionToken!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_of_a_session_is_believed_until_the_session_ends(string name)
    {
        var request = Signed(name, Session);

        Assert.IsType<SigV4Verification.Verified>(Verifier(TestVector.Time).Verify(request, TestVector.Time));
        Assert.Equal(SigV4Refusal.ExpiredToken, Refused(Verifier(End), request));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_of_a_session_with_another_token_or_none_is_refused(string name)
    {
        var request = Signed(name, Session);
        var other = Issuer.Issue("other"u8, "somebody else", End).SessionToken!;

        Assert.Equal(SigV4Refusal.InvalidToken, Refused(Verifier(TestVector.Time), WithToken(request, Session.SessionToken + "x")));
        Assert.Equal(SigV4Refusal.InvalidToken, Refused(Verifier(TestVector.Time), WithToken(request, other)));
        Assert.Equal(SigV4Refusal.UnknownAccessKey, Refused(Verifier(TestVector.Time), WithToken(request, null)));
    }

    [Theory]
    [InlineData(SigV4Refusal.InvalidToken, AwsErrorStyle.Json, "UnrecognizedClientException", 400)]
    [InlineData(SigV4Refusal.InvalidToken, AwsErrorStyle.Query, "InvalidClientTokenId", 403)]
    [InlineData(SigV4Refusal.InvalidToken, AwsErrorStyle.S3, "InvalidToken", 400)]
    [InlineData(SigV4Refusal.ExpiredToken, AwsErrorStyle.Json, "ExpiredTokenException", 400)]
    [InlineData(SigV4Refusal.ExpiredToken, AwsErrorStyle.Query, "ExpiredToken", 403)]
    [InlineData(SigV4Refusal.ExpiredToken, AwsErrorStyle.S3, "ExpiredToken", 400)]
    public void A_refused_token_has_a_code_in_every_style(SigV4Refusal refusal, AwsErrorStyle style, string code, int status) =>
        Assert.Equal((code, status), SigV4Errors.For(refusal, style));

    private static SigV4Refusal Refused(SigV4Verifier verifier, SigV4Request request) =>
        Assert.IsType<SigV4Verification.Refused>(verifier.Verify(request, TestVector.Time)).Refusal;

    private static SigV4Verifier Verifier(DateTimeOffset now) => new((id, token) => token is null
        ? new SigV4Key.Unknown()
        : Issuer.Read(id, token) switch
        {
            null => new SigV4Key.WrongToken(),
            var read when read.Expires <= now => new SigV4Key.ExpiredToken(),
            var read => new SigV4Key.Known(read.SecretAccessKey),
        });

    private static SigV4Request Signed(string name, AwsCredentials credentials)
    {
        var vector = TestVector.Read(name) with { Credentials = credentials };
        return vector.Signed();
    }

    private static SigV4Request WithToken(SigV4Request request, string? token) => request with
    {
        Headers = [.. request.Headers.Where(header => header.Name is not "X-Amz-Security-Token"), .. token is null ? Array.Empty<SigV4Header>() : [new("X-Amz-Security-Token", token)]],
    };
}
