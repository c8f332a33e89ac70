using Refrain.Aws.SigV4;
using Refrain.Core.Jobs;

namespace Refrain.Server.Tests.Access;

public sealed class JobAccessTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_job_may_call_the_server_with_keys_of_its_own_until_it_ends()
    {
        var (arn, keys, spec) = await StartAsync("JobKeys");
        var during = await QueryClient.Sts(server.Endpoint, keys).CallAsync("GetCallerIdentity");
        var bucket = await new SignedHttp(new HttpClient(), server.Endpoint, keys) { Service = "s3" }.SendAsync("PUT", "/jobs-own-bucket");
        var backup = await new SignedHttp(new HttpClient(), server.Endpoint, keys).SendAsync("POST", "/api/v1/backup", "{}"u8.ToArray());
        server.Runtime.Release(arn.Split('/')[^1], "Hold");
        await server.SageMaker.EndAsync(arn);
        var after = await QueryClient.Sts(server.Endpoint, keys).RefusedAsync("GetCallerIdentity");

        Assert.Equal(server.Endpoint.GetLeftPart(UriPartial.Authority), Value(spec, "AWS_ENDPOINT_URL"));
        Assert.Equal("us-east-1", Value(spec, "AWS_DEFAULT_REGION"));
        Assert.EndsWith($"/{arn.Split('/')[^1]}.Hold.1", during.Find("Arn"), StringComparison.Ordinal);
        Assert.Equal((200, 403), (bucket.Status, backup.Status));
        Assert.Equal("403 ExpiredToken: The security token included in the request is expired", after);
    }

    [Fact]
    public async Task A_job_keeps_its_keys_when_the_server_is_started_again()
    {
        var (arn, keys, _) = await StartAsync("JobKeysRestart");
        await server.RestartAsync();
        await server.SageMaker.StepReachesAsync(arn, "Hold", "Executing");
        var identity = await RetryAsync(() => QueryClient.Sts(server.Endpoint, keys).SendAsync("GetCallerIdentity"));
        server.Runtime.Release(arn.Split('/')[^1], "Hold");

        Assert.Equal(200, identity.Status);
        Assert.Equal("Succeeded", await server.SageMaker.EndAsync(arn));
    }

    [Fact]
    public async Task Nothing_that_is_kept_or_shown_knows_the_keys()
    {
        var (arn, keys, _) = await StartAsync("JobKeysSecret");
        server.Runtime.Release(arn.Split('/')[^1], "Hold");
        await server.SageMaker.EndAsync(arn);
        var shown = (await server.SageMaker.SendAsync("ListPipelineExecutionSteps", new { PipelineExecutionArn = arn })).Text
            + (await server.Http.SendAsync("GET", $"/api/v1/executions/{arn.Split('/')[^1]}/steps/Hold/explain")).Text;
        await server.ShutDownAsync();
        var kept = string.Concat(Directory.EnumerateFiles(server.DataDirectory, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        await server.RestartAsync();

        Assert.DoesNotContain(keys.SecretAccessKey, shown + kept, StringComparison.Ordinal);
        Assert.DoesNotContain(keys.SessionToken!, shown + kept, StringComparison.Ordinal);
        Assert.DoesNotContain(keys.AccessKeyId, shown, StringComparison.Ordinal);
    }

    private static async Task<Answer> RetryAsync(Func<Task<Answer>> ask)
    {
        var answer = await ask();
        for (var tries = 0; answer.Status != 200 && tries < 100; tries++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        return answer;
    }

    private static string? Value(JobSpec spec, string name) => spec.Environment.LastOrDefault(variable => variable.Name == name)?.Value;

    private async Task<(string Arn, AwsCredentials Keys, JobSpec Spec)> StartAsync(string pipeline)
    {
        await server.SageMaker.CreateAsync(pipeline, TestPipeline.Draw("Hold"));
        var arn = await server.SageMaker.StartAsync(pipeline);
        await server.SageMaker.StepReachesAsync(arn, "Hold", "Executing");
        var spec = server.Runtime.Launched[$"{arn.Split('/')[^1]}.Hold.1"];
        return (arn, new AwsCredentials(Value(spec, "AWS_ACCESS_KEY_ID")!, Value(spec, "AWS_SECRET_ACCESS_KEY")!, Value(spec, "AWS_SESSION_TOKEN")), spec);
    }
}
