using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.Api;

public sealed class StepExplanationsTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_run_after_a_change_is_explained_with_old_and_new_and_the_miss_with_the_nearest_run()
    {
        await client.CreateAsync("Explained", Definition("one"));
        var first = await client.RunAsync("Explained");
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Explained", PipelineDefinition = Definition("two") });
        var second = await client.RunAsync("Explained");
        var answer = await ExplainAsync(second, "A");

        Assert.Equal(("full-run", "Succeeded", first), (Text(answer, "code"), Text(answer, "status"), Text(answer["previous"]!, "pipelineExecutionArn")));
        Assert.Equal($"Since its run in execution {first[^12..]} changed: definition, arguments, environment.", Text(answer, "comparison"));
        Assert.Equal("""[{"path":"Environment.MODE","old":"one","new":"two"}]""", answer["arguments"]!.ToJsonString());
        var image = answer["parts"]!.AsArray().Single(part => (string?)part!["part"] == "image")!;
        Assert.Equal(("refrain.local/host", "refrain.local/host", false), (Text(image, "old"), Text(image, "new"), (bool)image["changed"]!));
        var cache = answer["cache"]!;
        Assert.Equal((true, "P1D", "aws", "differs"), ((bool)cache["enabled"]!, Text(cache, "expireAfter"), Text(cache, "identity"), Text(cache, "code")));
        Assert.Equal(["AppSpecification", "Environment"], cache["components"]!.AsArray().Select(component => Text(component!, "name")));
        Assert.Equal((first, """["Environment"]"""), (Text(cache["nearest"]!, "pipelineExecutionArn"), cache["nearest"]!["differing"]!.ToJsonString()));
        Assert.Equal(TimeSpan.FromDays(1), DateTimeOffset.Parse(Text(cache["nearest"]!, "expireTime")!) - DateTimeOffset.Parse(Text(cache["nearest"]!, "endTime")!));
        Assert.True((double)cache["nearest"]!["ageSeconds"]! > 0);
    }

    [Fact]
    public async Task A_hit_names_its_source_and_what_did_not_begin_has_no_parts()
    {
        await client.CreateAsync("Unrun", Definition("one"));
        var first = await client.RunAsync("Unrun");
        var second = await client.RunAsync("Unrun");
        var third = await client.RunAsync("Unrun", new { SelectedSteps = new[] { new { StepName = "A" } } });
        var (hit, aside) = (await ExplainAsync(second, "A"), await ExplainAsync(third, "B"));

        Assert.Equal(("cache-hit", first, first), (Text(hit, "code"), Text(hit["source"]!, "pipelineExecutionArn"), Text(hit["source"]!, "originPipelineExecutionArn")));
        Assert.Equal("hit", Text(hit["cache"]!, "code"));
        Assert.Equal("out-of-scope", Text(aside, "code"));
        Assert.Equal(["pipelineExecutionArn", "stepName", "stepType", "code", "reason", "parts", "arguments"], aside.Select(member => member.Key));
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        await client.CreateAsync("Nothing", Definition("one"));
        var arn = await client.RunAsync("Nothing");
        var step = await server.Http.SendAsync("GET", $"/api/v1/executions/{arn[^12..]}/steps/X/explain");
        var execution = await server.Http.SendAsync("GET", "/api/v1/executions/000000000000/steps/A/explain");

        Assert.Equal((404, "ResourceNotFound", $"The pipeline of execution '{arn[^12..]}' has no step 'X'."), (step.Status, Text(step.Json, "__type"), Text(step.Json, "message")));
        Assert.Equal((404, "There is no execution with the id '000000000000'."), (execution.Status, Text(execution.Json, "message")));
    }

    private static string Definition(string mode)
    {
        var step = TestPipeline.Processing("A");
        step["CacheConfig"] = new JsonObject { ["Enabled"] = true, ["ExpireAfter"] = "P1D" };
        step["Arguments"]!["Environment"] = new JsonObject { ["MODE"] = mode };
        return TestPipeline.Definition(step, TestPipeline.Processing("B", "A"));
    }

    private async Task<JsonObject> ExplainAsync(string arn, string step)
    {
        var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{arn[^12..]}/steps/{step}/explain");
        Assert.Equal((200, "application/json"), (answer.Status, answer.Header("Content-Type")));
        return answer.Json;
    }

    private static string? Text(JsonNode from, string member) => (string?)from[member];
}
