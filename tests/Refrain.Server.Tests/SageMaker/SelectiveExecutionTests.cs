using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

public sealed class SelectiveExecutionTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task Without_a_reference_only_roots_may_be_selected()
    {
        await client.CreateAsync("Roots", TestPipeline.Draw("Preprocess > Train > Evaluate"));

        Assert.Equal(
            "ValidationException: Invalid SourcePipelineExecutionArn: null. The selected steps [Train] have dependencies on [Preprocess]",
            await RefusedAsync("Roots", Select(null, "Train")));
        var arn = await client.RunAsync("Roots", Select(null, "Preprocess"));
        Assert.Equal("""{"SelectedSteps":[{"StepName":"Preprocess"}]}""", (await client.DescribeAsync(arn))["SelectiveExecutionConfig"]!.ToJsonString());
        Assert.Equal(["Preprocess"], (await client.StepsAsync(arn)).Select(step => (string?)step["StepName"]));
    }

    [Fact]
    public async Task Reused_steps_are_listed_with_the_named_reference_and_the_job_that_really_ran()
    {
        await client.CreateAsync("Chain", TestPipeline.Draw("Preprocess > Train > Evaluate"));
        var full = await client.RunAsync("Chain");
        var second = await client.RunAsync("Chain", Select(full, "Train"));
        var third = await client.RunAsync("Chain", Select(second, "Train"));
        var originalJob = (await client.StepsAsync(full)).Single(step => (string?)step["StepName"] == "Preprocess")["Metadata"]!.ToJsonString();
        var described = await client.DescribeAsync(third);
        var steps = await client.StepsAsync(third);

        Assert.Equal(["Train", "Preprocess"], steps.Select(step => (string?)step["StepName"]));
        Assert.False(steps[0].ContainsKey("SelectiveExecutionResult"));
        Assert.Equal(second, (string?)steps[1]["SelectiveExecutionResult"]!["SourcePipelineExecutionArn"]);
        Assert.Equal(originalJob, steps[1]["Metadata"]!.ToJsonString());
        Assert.Equal(0, (int)steps[1]["AttemptCount"]!);
        Assert.Equal((decimal)described["CreationTime"]!, (decimal)steps[1]["StartTime"]!);
        Assert.Equal("Succeeded", (string?)steps[1]["StepStatus"]);
        Assert.Empty(ApiModel.Problems("ListPipelineExecutionSteps", new JsonObject { ["PipelineExecutionSteps"] = new JsonArray([.. steps.Select(step => step.DeepClone())]) }));
        Assert.Empty(ApiModel.Problems("DescribePipelineExecution", described));
        Golden.Check("SelectiveExecution", new JsonObject { ["Describe"] = described.DeepClone(), ["Steps"] = new JsonArray([.. steps.Select(step => step.DeepClone())]) });
        Assert.False((await client.DescribeAsync(full)).ContainsKey("SelectiveExecutionConfig"));
    }

    [Fact]
    public async Task The_config_is_echoed_as_sent()
    {
        await client.CreateAsync("Echo", TestPipeline.Draw("A > B > C"));
        var full = await client.RunAsync("Echo");
        var arn = await client.RunAsync("Echo", Select(full, "B", "C", "B"));

        Assert.Equal(
            $$"""{"SourcePipelineExecutionArn":"{{full}}","SelectedSteps":[{"StepName":"B"},{"StepName":"C"},{"StepName":"B"}]}""",
            (await client.DescribeAsync(arn))["SelectiveExecutionConfig"]!.ToJsonString());
        Assert.Equal(["C", "B", "A"], (await client.StepsAsync(arn)).Select(step => (string?)step["StepName"]));
    }

    [Fact]
    public async Task Every_refusal_of_a_selection_reaches_the_wire()
    {
        await client.CreateAsync("Refusals", TestPipeline.Draw("A > B > C"));
        await client.CreateAsync("Neighbour", TestPipeline.Draw("A > B > C"));
        await client.CreateAsync("Failing", TestPipeline.Draw("A > Fail > C > D"));
        await client.CreateAsync("Running", TestPipeline.Draw("Hold > B"));
        var source = await client.RunAsync("Refusals");
        var neighbour = await client.RunAsync("Neighbour");
        var failed = await client.RunAsync("Failing");
        var running = await client.StartAsync("Running");
        var unknown = $"{source[..^12]}000000000000";

        Assert.Equal("ValidationException: Invalid SelectedSteps. Step(s) [X] do not exist in the pipeline definition.", await RefusedAsync("Refusals", Select(source, "X", "A")));
        Assert.Equal(
            "ValidationException: Invalid SelectedSteps. Step(s) [B] are on a path between selected steps [A, C] and must also be selected.",
            await RefusedAsync("Refusals", Select(source, "A", "C")));
        Assert.StartsWith("ValidationException: Invalid SourcePipelineExecutionArn: nonsense. ", await RefusedAsync("Refusals", Select("nonsense", "B")), StringComparison.Ordinal);
        Assert.StartsWith($"ValidationException: Invalid SourcePipelineExecutionArn: {neighbour}. ", await RefusedAsync("Refusals", Select(neighbour, "B")), StringComparison.Ordinal);
        Assert.Equal($"ResourceNotFound: Pipeline execution '{unknown}' does not exist.", await RefusedAsync("Refusals", Select(unknown, "B")));
        Assert.Equal(
            $"ValidationException: Invalid SourcePipelineExecutionArn: {failed}. The selected steps [D] have dependencies on [C] which did not succeed in the source execution.",
            await RefusedAsync("Failing", Select(failed, "D")));
        Assert.Equal(
            $"ValidationException: Invalid SourcePipelineExecutionArn: {running}. The status of the source execution must be one of [Succeeded, Failed, Stopped].",
            await RefusedAsync("Running", Select(running, "B")));
        Assert.Single((await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Refusals" }))["PipelineExecutionSummaries"]!.AsArray());
        server.Runtime.Release(running[^12..], "Hold");
        Assert.Equal("Succeeded", await client.EndAsync(running));
    }

    [Fact]
    public async Task A_failed_reference_serves_what_succeeded_in_it()
    {
        await client.CreateAsync("Resumed", TestPipeline.Draw("A > Fail > C"));
        var failed = await client.RunAsync("Resumed");
        var resumed = await client.RunAsync("Resumed", Select(failed, "Fail"));

        Assert.Equal(["Fail:Failed", "A:Succeeded"], (await client.StepsAsync(resumed)).Select(step => $"{step["StepName"]}:{step["StepStatus"]}"));
    }

    private static object Select(string? source, params string[] steps) =>
        new { SourcePipelineExecutionArn = source, SelectedSteps = steps.Select(step => new { StepName = step }) };

    private Task<string> RefusedAsync(string pipeline, object selective) => client.RefusedAsync(
        "StartPipelineExecution", new { PipelineName = pipeline, ClientRequestToken = SageMakerClient.NewToken(), SelectiveExecutionConfig = selective });
}
