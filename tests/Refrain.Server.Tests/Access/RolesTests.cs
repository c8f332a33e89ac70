using System.Text.Json.Nodes;
using Refrain.Aws.SigV4;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests.Access;

/// <summary>As <see cref="TestServer"/>, with keys of every role.</summary>
public sealed class KeyedTestServer : TestServer
{
    public static AwsCredentials Viewer { get; } = new("VIEWERKEY0000000", "viewer-secret-000000");

    public static AwsCredentials Operator { get; } = new("OPERATORKEY00000", "operator-secret-0000");

    public static AwsCredentials Author { get; } = new("AUTHORKEY0000000", "author-secret-000000");

    internal override ServerOptions Options
    {
        get
        {
            var path = Path.Combine(DataDirectory, "access-keys.json");
            File.WriteAllText(path, $$"""
                {"keys": [
                  {"accessKeyId": "{{Viewer.AccessKeyId}}", "secretAccessKey": "{{Viewer.SecretAccessKey}}", "role": "viewer", "name": "vera"},
                  {"accessKeyId": "{{Operator.AccessKeyId}}", "secretAccessKey": "{{Operator.SecretAccessKey}}", "role": "operator"},
                  {"accessKeyId": "{{Author.AccessKeyId}}", "secretAccessKey": "{{Author.SecretAccessKey}}", "role": "author", "name": "anna"}]}
                """);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return base.Options;
        }
    }
}

public sealed class RolesTests(KeyedTestServer server) : IClassFixture<KeyedTestServer>
{
    [Fact]
    public async Task A_viewer_looks_and_changes_nothing()
    {
        var viewer = SageMaker(KeyedTestServer.Viewer);
        await viewer.CallAsync("ListPipelines", new { });
        var refused = await viewer.RefusedAsync("CreatePipeline", new { PipelineName = "Mine", PipelineDefinition = TestPipeline.Draw("A"), RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() });
        var bucket = await Http(KeyedTestServer.Viewer, "s3").SendAsync("PUT", "/viewers-bucket");
        var backup = await Http(KeyedTestServer.Viewer, "sagemaker").SendAsync("POST", "/api/v1/backup", "{}"u8.ToArray());

        Assert.Equal(
            "AccessDeniedException: User: arn:aws:iam::123456789012:user/vera is not authorized to perform: sagemaker:CreatePipeline because no identity-based policy allows the "
            + "sagemaker:CreatePipeline action (the key's role is viewer, and this needs author)",
            refused);
        Assert.Equal(403, bucket.Status);
        Assert.Contains("<Code>AccessDenied</Code>", bucket.Text, StringComparison.Ordinal);
        Assert.Equal((403, "AccessDeniedException"), (backup.Status, backup.Header("x-amzn-ErrorType")));
    }

    [Fact]
    public async Task An_operator_starts_what_an_author_made_and_only_an_admin_keeps_house()
    {
        await SageMaker(KeyedTestServer.Author).CreateAsync("Shared", TestPipeline.Draw("A"));
        var arn = await SageMaker(KeyedTestServer.Operator).StartAsync("Shared");
        var deleted = await SageMaker(KeyedTestServer.Operator).RefusedAsync("DeletePipeline", new { PipelineName = "Shared", ClientRequestToken = SageMakerClient.NewToken() });
        var garbage = await Http(KeyedTestServer.Author, "sagemaker").SendAsync("POST", "/api/v1/gc", """{"dryRun": true}"""u8.ToArray());
        var admins = await server.Http.SendAsync("POST", "/api/v1/gc", """{"dryRun": true}"""u8.ToArray());
        await SageMaker(KeyedTestServer.Viewer).EndAsync(arn);

        Assert.Contains("needs author", deleted, StringComparison.Ordinal);
        Assert.Equal((403, 200), (garbage.Status, admins.Status));
    }

    [Fact]
    public async Task A_session_may_no_more_than_the_key_that_asked_for_it()
    {
        var result = await QueryClient.Sts(server.Endpoint, KeyedTestServer.Viewer).CallAsync("AssumeRole", ("RoleArn", "arn:aws:iam::123456789012:role/Admin"), ("RoleSessionName", "up"));
        var session = new AwsCredentials(result.Find("AccessKeyId")!, result.Find("SecretAccessKey")!, result.Find("SessionToken"));

        Assert.StartsWith(
            "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/Admin/up is not authorized to perform: sagemaker:DeletePipeline",
            await SageMaker(session).RefusedAsync("DeletePipeline", new { PipelineName = "Shared" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changed_what_is_written_down_with_the_outcome()
    {
        var author = SageMaker(KeyedTestServer.Author);
        await author.CreateAsync("Audited", TestPipeline.Draw("A"));
        await author.RefusedAsync("CreatePipeline", new { PipelineName = "Audited", PipelineDefinition = "{}", RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() });
        await SageMaker(KeyedTestServer.Viewer).RefusedAsync("DeletePipeline", new { PipelineName = "Audited" });
        await author.CallAsync("DescribePipeline", new { PipelineName = "Audited" });
        var deleted = await author.SendAsync("DeletePipeline", new { PipelineName = "Audited", ClientRequestToken = SageMakerClient.NewToken() });
        var lines = await LinesAsync("Audited");

        Assert.Equal(
            ["anna sagemaker:CreatePipeline ok", "anna sagemaker:CreatePipeline ValidationException", "vera sagemaker:DeletePipeline AccessDeniedException", "anna sagemaker:DeletePipeline ok"],
            lines.Select(line => $"{line["who"]} {line["action"]} {line["outcome"]}"));
        Assert.Equal(deleted.Header("x-amzn-RequestId"), (string?)lines[^1]["requestId"]);
        Assert.Equal("127.0.0.1", (string?)lines[^1]["from"]);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private string Log => Path.Combine(server.DataDirectory, "audit", "audit.jsonl");

    private async Task<JsonNode[]> LinesAsync(string resource)
    {
        await using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["resource"] == resource)];
    }

    private SageMakerClient SageMaker(AwsCredentials keys) => new(Http(keys, "sagemaker"));

    private SignedHttp Http(AwsCredentials keys, string service) => new(new HttpClient(), server.Endpoint, keys) { Service = service };
}
