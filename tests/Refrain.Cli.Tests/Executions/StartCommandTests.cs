using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class StartCommandTests
{
    private const string P = FakePlan.Pipeline;
    private const string Start = $"POST /api/v1/pipelines/{P}/executions";
    private const string Token = "\"clientRequestToken\":\"0123456789abcdef0123456789abcdef\"";

    [Fact]
    public async Task What_was_planned_is_started_with_a_token()
    {
        using var server = Account().ServeRefrain(P, FakePlan.Of("work", FakePlan.Selected("A")));

        var run = await RefrainRun.OfAsync(server, $"start {P} --select A,B --select C -p XGBMaxDepth=12 -p Note=a=b");

        const string planned = """{"select":"A,B,C","parameters":[{"name":"XGBMaxDepth","value":"12"},{"name":"Note","value":"a=b"}]""";
        Assert.Equal(("Execution newexecution of AbalonePipeline started.\n", "Follow it with 'refrain steps newexecution --watch'.\n"), (run.Out, run.Error));
        Assert.Equal(planned + "}", server.BodiesOf($"POST /api/v1/pipelines/{P}/plan").Single().GetRawText());
        Assert.Equal($"{planned},{Token}}}", server.BodiesOf(Start).Single().GetRawText());
        Assert.Empty(server.BodiesOf("StartPipelineExecution"));
    }

    [Fact]
    public async Task What_is_said_of_the_execution_goes_with_it()
    {
        using var server = Account().ServeRefrain(P, FakePlan.Usual());

        await RefrainRun.OfAsync(server, ["start", P, "--display-name", "nightly", "--description", "every night", "--max-parallel", "3", "--allow-stale"]);

        Assert.Equal(
            $$"""{"displayName":"nightly","description":"every night","maxParallelExecutionSteps":3,"allowStale":true,{{Token}}}""", server.BodiesOf(Start).Single().GetRawText());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("--allow-stale", "warning, without effect: '9' is without effect.\n")]
    public async Task Warnings_come_first_and_silent_overrides_only_when_they_are_allowed(string option, string more)
    {
        using var server = Account().ServeRefrain(P, FakePlan.Usual().With("silent-override", "warning", "'9' is without effect."));

        var run = await RefrainRun.OfAsync(server, $"start {P} --select A {option}");

        Assert.Equal($"{more}warning: The reused result of 'Abalone-Evaluate' is stale: code: changed.\nFollow it with 'refrain steps newexecution --watch'.\n", run.Error);
    }

    [Theory]
    [InlineData("'9' would be without effect. To start all the same, allow it (allowStale).", "That is the option --allow-stale.")]
    [InlineData("Nothing would run: the selection comes to no step.", "See what becomes of each step with 'refrain plan'.")]
    public async Task A_start_that_the_server_refuses_comes_with_a_remedy(string words, string remedy)
    {
        using var server = Account().ServeRefrain(P, FakePlan.Of("work", FakePlan.Selected("A")));
        server.On(Start, _ => FakeAnswer.Refuse("ValidationException", words));

        var run = await RefrainRun.OfAsync(server, $"start {P}");

        Assert.Equal((ExitCode.Error, "", $"refrain: ValidationException: {words} {remedy}\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task A_refused_plan_is_not_started_and_the_command_that_would_be_is_told()
    {
        var refused = FakePlan.Refused("Step(s) [B] are on a path.", "A,B,C", FakePlan.Selected("A"));
        using var server = Account().ServeRefrain(P, refused);
        server.On($"POST /api/v1/pipelines/{P}/plan", body => FakeAnswer.Ok((body.TryGetProperty("close", out _) ? FakePlan.Usual() : refused).ToJsonString()));

        var run = await RefrainRun.OfAsync(server, $"start {P} --select A,C --allow-stale --wait");

        Assert.Equal(
            (ExitCode.Error, "", $"refrain: Refused: Step(s) [B] are on a path.\nThis would be accepted:\n  refrain start {P} --select A,C --close --allow-stale --wait\n"),
            (run.Code, run.Out, run.Error));
        Assert.Empty(server.BodiesOf(Start));
    }

    [Fact]
    public async Task Json_has_the_ARN_where_AWS_has_it_and_the_plan_beside_it()
    {
        using var server = Account().ServeRefrain(P, FakePlan.Usual());

        var run = await RefrainRun.OfAsync(server, $"start {P} --select A --json");

        var document = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(Arn(P, "newexecution"), document.GetProperty("PipelineExecutionArn").GetString());
        Assert.Equal("work", document.GetProperty("plan").GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("--reference aaaa", "A reference execution is of use only for selected steps, and none is named. Add --select STEP, or leave --reference and --no-reference out.")]
    [InlineData("--select A --reference aaaa --no-reference", "--reference and --no-reference exclude each other. Leave one of them out.")]
    [InlineData("-p XGBMaxDepth", "'XGBMaxDepth' is not a parameter. Write -p NAME=VALUE.")]
    [InlineData("--wat", "Unrecognized command or argument '--wat'. See 'refrain start --help'.")]
    public async Task A_wrong_command_line_is_a_usage_error(string options, string error)
    {
        using var server = Account().ServeRefrain(P, FakePlan.Usual());

        var run = await RefrainRun.OfAsync(server, $"start {P} {options}");

        Assert.Equal((ExitCode.Usage, $"refrain: {error}\n"), (run.Code, run.Error));
        Assert.Empty(server.BodiesOf("POST /api/v1/pipelines/AbalonePipeline/executions"));
    }

    [Theory]
    [InlineData("Succeeded", 0)]
    [InlineData("Failed", 3)]
    [InlineData("Stopped", 4)]
    public async Task Waiting_ends_with_the_code_of_the_end(string status, int code)
    {
        using var server = Account().Execution(P, "newexecution", status, 12.3, null, null, Ran("Abalone-Train", 8)).ServeRefrain(P, FakePlan.Usual());

        var run = await RefrainRun.OfAsync(server, $"start {P} --wait");

        Assert.Equal(code, run.Code);
        Assert.Contains($"Execution newexecution of {P}: {status} after 12.3 s", run.Out);
    }

    [Fact]
    public async Task Without_a_terminal_each_change_is_a_line()
    {
        using var server = Account().ServeRefrain(P, FakePlan.Usual());
        server.On("DescribePipelineExecution", Described("Executing"), Described("Executing"), Described("Succeeded"));
        server.On(
            "ListPipelineExecutionSteps",
            Steps(Ran("Abalone-Preprocess", null, "Executing")),
            Steps(Ran("Abalone-Preprocess", 2.5), Ran("Abalone-Train", null, "Executing")),
            Steps(Ran("Abalone-Preprocess", 2.5), Ran("Abalone-Train", 4.25), Ran("Abalone-MSECheck", 0.2, outcome: "True")));

        var run = await RefrainRun.OfAsync(server, $"start {P} --wait", width: 80);

        GoldenFile.Check("start-wait-lines.txt", run.Out);
    }

    [Fact]
    public async Task Waiting_with_json_prints_the_description_alone()
    {
        using var server = Account().Execution(P, "newexecution", "Failed", 1).ServeRefrain(P, FakePlan.Usual());

        var run = await RefrainRun.OfAsync(server, $"start {P} --wait --json");

        Assert.Equal(ExitCode.ExecutionFailed, run.Code);
        Assert.Equal("Failed", JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineExecutionStatus").GetString());
    }

    private static FakeAccount Account() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 1)
        .Execution(P, "bbbb00000001", "Failed", 1);

    private static string Described(string status) =>
        $$"""{"PipelineExecutionArn":"{{Arn(P, "newexecution")}}","PipelineExecutionStatus":"{{status}}","CreationTime":{{Now.ToUnixTimeSeconds() - 10_001}},"LastModifiedTime":{{Now.ToUnixTimeSeconds() - 9_990}}}""";

    private static string Steps(params System.Text.Json.Nodes.JsonObject[] steps) =>
        new System.Text.Json.Nodes.JsonObject { ["PipelineExecutionSteps"] = new System.Text.Json.Nodes.JsonArray([.. steps]) }.ToJsonString();
}
