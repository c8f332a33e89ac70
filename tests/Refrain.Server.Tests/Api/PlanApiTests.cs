using System.Text;
using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.Api;

/// <summary>Planning, starting what was planned and resuming, over HTTP.</summary>
public sealed class PlanApiTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_plan_tells_every_step_with_its_verdict_and_starts_nothing()
    {
        await client.CreateAsync("Planned", TestPipeline.Draw("A > B > C"));
        var full = await client.RunAsync("Planned");
        var plan = (await PostAsync("pipelines/Planned/plan", """{"select":"B"}""")).Json;

        Assert.Equal("work", (string?)plan["outcome"]);
        Assert.Equal("A REUSE in-reference, B RUN selected, C SKIP not-needed", Steps(plan));
        Assert.Equal("selected by 'B'", (string?)plan["steps"]![1]!["reason"]);
        Assert.Equal(full, (string?)plan["steps"]![0]!["source"]!["pipelineExecutionArn"]);
        Assert.Equal(full, (string?)plan["reference"]!["pipelineExecutionArn"]);
        Assert.Equal((1, 1, 1, 0), ((int)plan["run"]!, (int)plan["reuse"]!, (int)plan["skip"]!, (int)plan["blocked"]!));
        Assert.Single((await client.CallAsync("ListPipelineExecutions", new { PipelineName = "Planned" }))["PipelineExecutionSummaries"]!.AsArray());
    }

    [Fact]
    public async Task A_selection_that_cannot_run_is_a_plan_that_says_what_blocks_it()
    {
        await client.CreateAsync("Blocked", TestPipeline.Draw("A > B > C"));
        var plan = (await PostAsync("pipelines/Blocked/plan", """{"select":"A,C"}""")).Json;

        Assert.Equal("refused", (string?)plan["outcome"]);
        Assert.Equal("ValidationException", (string?)plan["refusal"]!["__type"]);
        Assert.Equal("A,B,C", string.Join(',', plan["closedSelection"]!.AsArray().Select(name => (string?)name)));
        Assert.Equal("A RUN selected, B BLOCKED gap, C BLOCKED behind-blocked", Steps(plan));
    }

    [Fact]
    public async Task What_is_started_is_what_was_planned_and_AWS_shapes_show_it_exactly()
    {
        await client.CreateAsync("Started", TestPipeline.Draw("A > B > C"));
        var full = await client.RunAsync("Started");
        var answer = await PostAsync("pipelines/Started/executions", """{"select":"B+","exclude":["C"],"displayName":"mine"}""");
        var arn = (string)answer.Json["pipelineExecutionArn"]!;
        await client.EndAsync(arn);
        var described = await client.DescribeAsync(arn);

        Assert.Equal("mine", (string?)described["PipelineExecutionDisplayName"]);
        Assert.Equal(
            $$"""{"SourcePipelineExecutionArn":"{{full}}","SelectedSteps":[{"StepName":"B"}]}""", described["SelectiveExecutionConfig"]!.ToJsonString());
        Assert.Equal("A RUN, B RUN", string.Join(", ", (await client.StepsAsync(arn)).Select(step => $"{step["StepName"]} RUN").Order()));
        Assert.Equal("A REUSE in-reference, B RUN selected, C SKIP not-needed", Steps(answer.Json["plan"]!.AsObject()));
        var steps = (await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(arn)}/steps")).Json["steps"]!.AsArray();
        Assert.Equal("selected by 'B+'", steps.Select(step => (string?)step!["reason"]).Last());
    }

    [Fact]
    public async Task Outputs_given_by_hand_are_listed_as_recorded_in_this_execution()
    {
        await client.CreateAsync("Given", TestPipeline.Draw("A > B"));
        var answer = await PostAsync("pipelines/Given/executions", """{"select":"B","reference":"none","setOutputs":[{"stepName":"A","path":"ProcessingJobName","value":"by hand"}]}""");
        var arn = (string)answer.Json["pipelineExecutionArn"]!;
        await client.EndAsync(arn);
        var step = (await client.StepsAsync(arn)).Single(one => (string?)one["StepName"] == "A");

        Assert.Equal("Succeeded", (string?)step["StepStatus"]);
        Assert.Equal(arn, (string?)step["SelectiveExecutionResult"]!["SourcePipelineExecutionArn"]);
        Assert.False(step.ContainsKey("Metadata"));
        var own = (await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(arn)}/steps")).Json["steps"]![0]!;
        Assert.Equal(("Given", "its outputs were given by hand"), ((string?)own["disposition"], (string?)own["reason"]));
        Assert.Equal("given", (string?)(await server.Http.SendAsync("GET", $"/api/v1/executions/{Id(arn)}/steps/A/explain")).Json["code"]);
    }

    [Fact]
    public async Task A_repeated_start_with_the_same_token_starts_nothing_again()
    {
        await client.CreateAsync("Once", TestPipeline.Draw("A"));
        var body = $$"""{"clientRequestToken":"{{SageMakerClient.NewToken()}}"}""";
        var first = (await PostAsync("pipelines/Once/executions", body)).Json;
        var second = (await PostAsync("pipelines/Once/executions", body)).Json;

        Assert.Equal((string?)first["pipelineExecutionArn"], (string?)second["pipelineExecutionArn"]);
        Assert.False(second.ContainsKey("plan"));
    }

    [Fact]
    public async Task What_failed_is_resumed_in_one_request()
    {
        await client.CreateAsync("Resumed", TestPipeline.Draw("A > Fail > C"));
        var failed = await client.RunAsync("Resumed");
        var plan = (await PostAsync($"executions/{Id(failed)}/resume/plan", "{}")).Json;
        Assert.Equal("A REUSE in-reference, Fail RUN failed-before, C RUN never-ran", Steps(plan));

        var arn = (string)(await PostAsync($"executions/{Id(failed)}/resume", "{}")).Json["pipelineExecutionArn"]!;
        await client.EndAsync(arn);
        Assert.Equal(failed, (string?)(await client.DescribeAsync(arn))["SelectiveExecutionConfig"]!["SourcePipelineExecutionArn"]);
    }

    [Theory]
    [InlineData("pipelines/Nope/plan", "{}", 404, "does not exist")]
    [InlineData("pipelines/Wrong/plan", """{"select":"A)"}""", 400, "A)\n ^")]
    [InlineData("pipelines/Wrong/plan", """{"selct":"A"}""", 400, "has a member 'selct' that is not known there")]
    [InlineData("pipelines/Wrong/plan", """{"setOutputs":[{"stepName":"A","path":"x"}]}""", 400, "$.setOutputs[0]")]
    [InlineData("pipelines/Wrong/executions", """{"maxParallelExecutionSteps":0}""", 400, "expected at least 1")]
    [InlineData("pipelines/Wrong/executions", """{"clientRequestToken":"short"}""", 400, "expected 32 to 128")]
    [InlineData("pipelines/Wrong/executions", """{"select":"type:Training"}""", 400, "Nothing would run")]
    [InlineData("executions/doesnotexist/resume", "{}", 404, "There is no execution")]
    public async Task Bad_requests_are_refused_with_the_place_and_the_remedy(string path, string body, int status, string message)
    {
        await client.SendAsync("CreatePipeline", new { PipelineName = "Wrong", RoleArn = SageMakerClient.Role, PipelineDefinition = TestPipeline.Draw("A"), ClientRequestToken = new string('w', 32) });
        var answer = await PostAsync(path, body);

        Assert.Equal(status, answer.Status);
        Assert.Contains(message, (string)answer.Json["message"]!, StringComparison.Ordinal);
    }

    private Task<Answer> PostAsync(string path, string body) => server.Http.SendAsync("POST", $"/api/v1/{path}", Encoding.UTF8.GetBytes(body));

    private static string Steps(JsonObject plan) =>
        string.Join(", ", plan["steps"]!.AsArray().Select(step => $"{step!["stepName"]} {step["verdict"]} {step["code"]}"));

    private static string Id(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
