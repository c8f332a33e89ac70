using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class StepCacheTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_that_the_cache_had_is_listed_with_the_execution_and_the_job_that_made_it()
    {
        await client.CreateAsync("Cached", Definition());
        var first = await client.RunAsync("Cached");
        await client.RunAsync("Cached");
        var third = await client.RunAsync("Cached");
        var (made, hit) = (await StepAsync(first, "A"), await StepAsync(third, "A"));

        Assert.Equal($$"""{"SourcePipelineExecutionArn":"{{first}}"}""", hit["CacheHitResult"]!.ToJsonString());
        Assert.Equal(("Succeeded", 0, made["Metadata"]!.ToJsonString()), ((string?)hit["StepStatus"], (int)hit["AttemptCount"]!, hit["Metadata"]!.ToJsonString()));
        Assert.Equal((decimal)hit["StartTime"]!, (decimal)hit["EndTime"]!);
        Assert.False(made.ContainsKey("CacheHitResult"));
        Assert.False((await StepAsync(third, "B")).ContainsKey("CacheHitResult"));
        Assert.Empty(ApiModel.Problems("ListPipelineExecutionSteps", new JsonObject { ["PipelineExecutionSteps"] = new JsonArray(hit.DeepClone()) }));

        server.Runtime.Say(first[^12..], "A", "from the one that ran\n");
        var log = await server.Http.SendAsync("GET", $"/api/v1/executions/{third[^12..]}/steps/A/logs");
        Assert.Equal((200, "from the one that ran\n"), (log.Status, log.Text));
    }

    [Fact]
    public async Task Refrains_own_list_tells_hits_from_runs_and_who_ran_what_a_reference_found()
    {
        await client.CreateAsync("Own", Definition());
        var first = await client.RunAsync("Own");
        var second = await client.RunAsync("Own");
        var third = await client.RunAsync("Own", new { SourcePipelineExecutionArn = second, SelectedSteps = new[] { new { StepName = "B" } } });
        var hit = await OwnAsync(second, "A");
        var reused = await OwnAsync(third, "A");

        Assert.Equal(("CacheHit", "an earlier run with the same cache key stands for it", 0), ((string?)hit["disposition"], (string?)hit["reason"], (int)hit["attempts"]!));
        Assert.Equal((first, first), ((string?)hit["sourcePipelineExecutionArn"], (string?)hit["originPipelineExecutionArn"]));
        Assert.Equal(("Reuse", second, first), ((string?)reused["disposition"], (string?)reused["sourcePipelineExecutionArn"], (string?)reused["originPipelineExecutionArn"]));
        Assert.True(DateTimeOffset.Parse((string)hit["originEndTime"]!) < DateTimeOffset.Parse((string)hit["startTime"]!));
        Assert.Equal((string?)hit["originEndTime"], (string?)reused["originEndTime"]);
    }

    [Fact]
    public async Task A_config_that_is_not_right_is_refused_when_the_pipeline_is_made() =>
        Assert.Equal(
            "ValidationException: Unable to parse pipeline definition. ExpireAfter \"soon\" is no duration. (at $.Steps[0].CacheConfig.ExpireAfter; "
            + "expected: an ISO 8601 duration such as PT1H, P30D or P1Y6M)",
            await client.RefusedAsync(
                "CreatePipeline", new { PipelineName = "Wrong", PipelineDefinition = Definition("soon"), RoleArn = SageMakerClient.Role, ClientRequestToken = SageMakerClient.NewToken() }));

    [Theory]
    [InlineData(null, false)]
    [InlineData("aws", false)]
    [InlineData("content", true)]
    public async Task A_tag_of_the_pipeline_says_whether_bytes_or_places_count(string? tag, bool hits)
    {
        var name = $"Tagged-{tag ?? "not"}";
        foreach (var bucket in new[] { $"{name}-1".ToLowerInvariant(), $"{name}-2".ToLowerInvariant() })
        {
            await server.S3.CreateBucketAsync(bucket, cancellation);
            await server.S3.PutObjectAsync(bucket, "data/in.csv", "same bytes"u8.ToArray(), "text/csv", cancellation);
        }

        await client.CallAsync("CreatePipeline", new
        {
            PipelineName = name,
            PipelineDefinition = Reading($"{name}-1".ToLowerInvariant()),
            RoleArn = SageMakerClient.Role,
            ClientRequestToken = SageMakerClient.NewToken(),
            Tags = tag is null ? [] : new[] { new { Key = "refrain:cache-identity", Value = tag } },
        });
        await client.RunAsync(name);
        await client.CallAsync("UpdatePipeline", new { PipelineName = name, PipelineDefinition = Reading($"{name}-2".ToLowerInvariant()) });

        Assert.Equal(hits, (await StepAsync(await client.RunAsync(name), "A")).ContainsKey("CacheHitResult"));
    }

    private static string Definition(string expireAfter = "P1D") => TestPipeline.Definition(Cached("A", expireAfter), TestPipeline.Processing("B", "A"));

    private static string Reading(string bucket)
    {
        var step = Cached("A", "P1D");
        step["Arguments"]!["ProcessingInputs"] = new JsonArray(
            new JsonObject { ["InputName"] = "in", ["S3Input"] = new JsonObject { ["S3Uri"] = $"s3://{bucket}/data/", ["S3DataType"] = "S3Prefix", ["LocalPath"] = "/opt/ml/processing/in" } });
        return TestPipeline.Definition(step);
    }

    private static JsonNode Cached(string name, string expireAfter)
    {
        var step = TestPipeline.Processing(name);
        step["CacheConfig"] = new JsonObject { ["Enabled"] = true, ["ExpireAfter"] = expireAfter };
        return step;
    }

    private async Task<JsonObject> StepAsync(string arn, string name) => (await client.StepsAsync(arn)).Single(step => (string?)step["StepName"] == name);

    private async Task<JsonObject> OwnAsync(string arn, string name)
    {
        var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{arn[^12..]}/steps");
        return answer.Json["steps"]!.AsArray().Single(step => (string?)step!["stepName"] == name)!.AsObject();
    }
}
