using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests.Sts;

public sealed class StsTests(TestServer server) : IClassFixture<TestServer>
{
    private QueryClient Sts => QueryClient.Sts(server.Endpoint, TestServer.Keys);

    [Fact]
    public async Task The_caller_learns_the_account_and_its_own_name()
    {
        var identity = await Sts.CallAsync("GetCallerIdentity");

        Assert.Equal(
            ("123456789012", $"arn:aws:iam::123456789012:user/{TestServer.Keys.AccessKeyId}", TestServer.Keys.AccessKeyId),
            (identity.Find("Account"), identity.Find("Arn"), identity.Find("UserId")));
    }

    [Fact]
    public async Task The_credentials_of_an_assumed_role_open_every_door()
    {
        var keys = await AssumeAsync();

        var identity = await QueryClient.Sts(server.Endpoint, keys).CallAsync("GetCallerIdentity");
        var pipelines = await new SageMakerClient(Http(keys, "sagemaker")).SendAsync("ListPipelines", "{}");
        var bucket = await Http(keys, "s3").SendAsync("PUT", "/session-bucket");

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/SageMaker/me", identity.Find("Arn"));
        Assert.Equal((200, 200), (pipelines.Status, bucket.Status));
    }

    [Fact]
    public async Task A_session_signs_urls_too()
    {
        var keys = await AssumeAsync();
        await Http(keys, "s3").SendAsync("PUT", "/lent-bucket");
        await Http(keys, "s3").SendAsync("PUT", "/lent-bucket/key", "lent"u8.ToArray());
        using var http = new HttpClient();
        var url = SigV4Signer.Presign("GET", new Uri(server.Endpoint, "/lent-bucket/key"), keys, "us-east-1", "s3", DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));

        Assert.Equal("lent", await http.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_session_without_its_token_or_with_a_changed_one_is_refused()
    {
        var keys = await AssumeAsync();

        Assert.StartsWith("403 InvalidClientTokenId", await QueryClient.Sts(server.Endpoint, keys with { SessionToken = null }).RefusedAsync("GetCallerIdentity"), StringComparison.Ordinal);
        Assert.StartsWith("403 InvalidClientTokenId", await QueryClient.Sts(server.Endpoint, keys with { SessionToken = keys.SessionToken + "x" }).RefusedAsync("GetCallerIdentity"), StringComparison.Ordinal);
        Assert.StartsWith("403 SignatureDoesNotMatch", await QueryClient.Sts(server.Endpoint, keys with { SecretAccessKey = "guessed" }).RefusedAsync("GetCallerIdentity"), StringComparison.Ordinal);
        Assert.StartsWith("UnrecognizedClientException", await new SageMakerClient(Http(keys with { SessionToken = "x" }, "sagemaker")).RefusedAsync("ListPipelines", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permanent_key_comes_without_a_token() => Assert.StartsWith(
        "403 InvalidClientTokenId", await QueryClient.Sts(server.Endpoint, TestServer.Keys with { SessionToken = "mine" }).RefusedAsync("GetCallerIdentity"), StringComparison.Ordinal);

    [Fact]
    public async Task A_session_token_of_ones_own_key_can_be_had_and_not_be_passed_on()
    {
        var credentials = (await Sts.CallAsync("GetSessionToken"));
        var keys = new AwsCredentials(credentials.Find("AccessKeyId")!, credentials.Find("SecretAccessKey")!, credentials.Find("SessionToken"));

        Assert.Equal($"arn:aws:iam::123456789012:user/{TestServer.Keys.AccessKeyId}", (await QueryClient.Sts(server.Endpoint, keys).CallAsync("GetCallerIdentity")).Find("Arn"));
        Assert.StartsWith("403 AccessDenied", await QueryClient.Sts(server.Endpoint, keys).RefusedAsync("GetSessionToken"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not-an-arn", "me", "3600", "400 ValidationError: not-an-arn is invalid")]
    [InlineData("arn:aws:iam::123456789012:role/R", "a b", "3600", "400 ValidationError: 1 validation error detected: Value 'a b' at 'roleSessionName'")]
    [InlineData("arn:aws:iam::123456789012:role/R", "me", "60", "400 ValidationError: 1 validation error detected: Value '60' at 'DurationSeconds'")]
    [InlineData("", "me", "3600", "400 ValidationError: The request must contain the parameter RoleArn.")]
    public async Task What_is_wrong_with_a_request_is_named(string role, string name, string seconds, string refusal) => Assert.StartsWith(
        refusal, await Sts.RefusedAsync("AssumeRole", ("RoleArn", role), ("RoleSessionName", name), ("DurationSeconds", seconds)), StringComparison.Ordinal);

    [Fact]
    public async Task An_operation_that_is_not_offered_is_named() => Assert.Equal(
        "400 InvalidAction: Could not find operation AssumeRoleWithSAML for version 2011-06-15: Refrain does not offer it of STS.", await Sts.RefusedAsync("AssumeRoleWithSAML"));

    private async Task<AwsCredentials> AssumeAsync()
    {
        var result = await Sts.CallAsync("AssumeRole", ("RoleArn", "arn:aws:iam::123456789012:role/service-role/SageMaker"), ("RoleSessionName", "me"));
        Assert.True(DateTimeOffset.Parse(result.Find("Expiration")!) > DateTimeOffset.UtcNow.AddMinutes(50));
        return new AwsCredentials(result.Find("AccessKeyId")!, result.Find("SecretAccessKey")!, result.Find("SessionToken"));
    }

    private SignedHttp Http(AwsCredentials keys, string service) => new(new HttpClient(), server.Endpoint, keys) { Service = service };
}
