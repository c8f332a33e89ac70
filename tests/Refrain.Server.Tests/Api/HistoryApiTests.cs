using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Refrain.Server.Tests.Api;

public sealed partial class HistoryApiTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task Coverage_tells_what_of_the_current_definition_was_executed()
    {
        await client.CreateAsync("Covered", TestPipeline.Whole);
        await client.RunAsync("Covered");
        await client.CallAsync("StartPipelineExecution", new { PipelineName = "Covered", ClientRequestToken = SageMakerClient.NewToken(), PipelineParameters = new[] { new { Name = "Rounds", Value = "900" } } });
        await WaitAsync("/api/v1/pipelines/Covered/coverage", answer => (int)answer["branchesTaken"]! == 2 && (int)answer["stepsExecuted"]! == 5);
        var answer = await server.Http.SendAsync("GET", "/api/v1/pipelines/Covered/coverage");

        Assert.Equal("application/json", answer.Header("Content-Type"));
        Golden.Check("Coverage", Masked(answer));
    }

    [Fact]
    public async Task A_version_without_a_step_lists_it_as_a_former_one()
    {
        await client.CreateAsync("Older", TestPipeline.Draw("A > B"));
        var execution = await client.RunAsync("Older");
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Older", PipelineDefinition = TestPipeline.Draw("A > C") });
        var coverage = (await server.Http.SendAsync("GET", "/api/v1/pipelines/older/coverage")).Json;

        Assert.Equal((2, 1, 2, 1), ((int)coverage["pipelineVersionId"]!, (int)coverage["stepsExecuted"]!, (int)coverage["stepsTotal"]!, (int)coverage["executions"]!));
        Assert.Equal(("B", execution, false), ((string?)coverage["former"]![0]!["stepName"], (string?)coverage["former"]![0]!["lastPipelineExecutionArn"], coverage["former"]![0]!.AsObject().ContainsKey("stepType")));
    }

    [Fact]
    public async Task A_difference_tells_definition_parameters_and_steps()
    {
        await client.CreateAsync("Compared", TestPipeline.Whole);
        var old = await client.RunAsync("Compared");
        await client.CallAsync("UpdatePipeline", new { PipelineName = "Compared", PipelineDefinition = TestPipeline.Whole.Replace("Learns nothing", "Learns something").Replace("120", "900") });
        var @new = await client.RunAsync("Compared");
        var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(old)}/diff/{Id(@new)}");

        Assert.Equal((old, @new), ((string?)answer.Json["old"]!["pipelineExecutionArn"], (string?)answer.Json["new"]!["pipelineExecutionArn"]));
        Golden.Check("ExecutionDiff", Masked(answer));
    }

    [Fact]
    public async Task Two_runs_of_the_same_are_equal()
    {
        await client.CreateAsync("Twice", TestPipeline.Draw("A > B"));
        var answer = (await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(await client.RunAsync("Twice"))}/diff/{Id(await client.RunAsync("Twice"))}")).Json;

        Assert.True((bool)answer["equal"]!, answer.ToJsonString());
    }

    [Fact]
    public async Task What_cannot_be_told_is_refused()
    {
        await client.CreateAsync("One", TestPipeline.Draw("A"));
        await client.CreateAsync("Two", TestPipeline.Draw("A"));
        var (one, two) = (await client.RunAsync("One"), await client.RunAsync("Two"));

        Assert.Equal("404 ResourceNotFound: Pipeline 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/Nothing' does not exist.", await RefusedAsync("/api/v1/pipelines/Nothing/coverage"));
        Assert.Equal("400 ValidationException: GetPipelineCoverage has no query parameter 'version': it takes none.", await RefusedAsync("/api/v1/pipelines/One/coverage?version=1"));
        Assert.Equal("404 ResourceNotFound: There is no execution with the id 'nothing00000'.", await RefusedAsync($"/api/v1/executions/{Id(one)}/diff/nothing00000"));
        Assert.Equal(
            $"400 ValidationException: '{one}' and '{two}' are executions of different pipelines: only executions of one pipeline can be compared.", await RefusedAsync($"/api/v1/executions/{Id(one)}/diff/{Id(two)}"));
    }

    private async Task<string> RefusedAsync(string target)
    {
        var answer = await server.Http.SendAsync("GET", target);
        return $"{answer.Status} {answer.Json["__type"]}: {answer.Json["message"]}";
    }

    private async Task WaitAsync(string target, Func<JsonObject, bool> condition)
    {
        while (!condition((await server.Http.SendAsync("GET", target)).Json))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static string Id(string arn) => arn[^12..];

    // Times and durations differ from run to run.
    private static JsonNode Masked(Answer answer) => JsonNode.Parse(Seconds().Replace(Times().Replace(answer.Text, "\"TIME\""), "\"seconds\":0"))!;

    [GeneratedRegex(@"""\d{4}-\d\d-\d\dT[\d:.]+\+00:00""")]
    private static partial Regex Times();

    [GeneratedRegex(@"""seconds"":[\d.E-]+")]
    private static partial Regex Seconds();
}
