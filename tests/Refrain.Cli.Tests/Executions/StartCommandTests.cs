using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class StartCommandTests
{
    private const string P = "AbalonePipeline";

    [Fact]
    public async Task A_full_run_sends_name_token_and_parameters_as_texts()
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, $"start {P} -p XGBMaxDepth=12 -p Note=a=b");

        Assert.Equal("Execution newexecution of AbalonePipeline started.\n", run.Out);
        Assert.Equal(
            """{"PipelineName":"AbalonePipeline","PipelineParameters":[{"Name":"XGBMaxDepth","Value":"12"},{"Name":"Note","Value":"a=b"}],"ClientRequestToken":"0123456789abcdef0123456789abcdef"}""",
            Sent(server));
    }

    [Fact]
    public async Task Selected_steps_take_the_rest_from_the_latest_execution_whatever_its_state()
    {
        using var server = Account().Serve();

        await RefrainRun.OfAsync(server, $"start {P} --select A,B --select C");

        Assert.Equal("A B C from bbbb00000001", Selection(server));
    }

    [Theory]
    [InlineData("--reference aaaa", "A from aaaa00000001")]
    [InlineData("--reference @latest", "A from bbbb00000001")]
    [InlineData("--no-reference", "A from nothing")]
    public async Task The_reference_may_be_chosen(string option, string sent)
    {
        using var server = Account().Serve();

        await RefrainRun.OfAsync(server, $"start {P} --select A {option}");

        Assert.Equal(sent, Selection(server));
    }

    [Fact]
    public async Task The_first_selective_run_of_a_pipeline_sends_no_reference()
    {
        using var server = new FakeAccount().Pipeline(P).Serve();

        await RefrainRun.OfAsync(server, $"start {P} --select A");

        Assert.Equal("A from nothing", Selection(server));
    }

    [Theory]
    [InlineData("--reference aaaa", "A reference execution is of use only for selected steps, and none is named. Add --select STEP, or leave --reference and --no-reference out.")]
    [InlineData("--select A --reference aaaa --no-reference", "--reference and --no-reference exclude each other. Leave one of them out.")]
    [InlineData("-p XGBMaxDepth", "'XGBMaxDepth' is not a parameter. Write -p NAME=VALUE.")]
    [InlineData("--wat", "Unrecognized command or argument '--wat'. See 'refrain start --help'.")]
    public async Task A_wrong_command_line_is_a_usage_error(string options, string error)
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, $"start {P} {options}");

        Assert.Equal((ExitCode.Usage, $"refrain: {error}\n"), (run.Code, run.Error));
        Assert.Empty(server.BodiesOf("StartPipelineExecution"));
    }

    [Theory]
    [InlineData("Succeeded", 0)]
    [InlineData("Failed", 3)]
    [InlineData("Stopped", 4)]
    public async Task Waiting_ends_with_the_code_of_the_end(string status, int code)
    {
        using var server = Account().Execution(P, "newexecution", status, 12.3, null, null, Ran("Abalone-Train", 8)).Serve();

        var run = await RefrainRun.OfAsync(server, $"start {P} --wait");

        Assert.Equal(code, run.Code);
        Assert.Contains($"Execution newexecution of {P}: {status} after 12.3 s", run.Out);
    }

    [Fact]
    public async Task Without_a_terminal_each_change_is_a_line()
    {
        using var server = Account().Serve();
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
        using var server = Account().Execution(P, "newexecution", "Failed", 1).Serve();

        var run = await RefrainRun.OfAsync(server, $"start {P} --wait --json");

        Assert.Equal(ExitCode.ExecutionFailed, run.Code);
        Assert.Equal("Failed", JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineExecutionStatus").GetString());
    }

    private static FakeAccount Account() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 1)
        .Execution(P, "bbbb00000001", "Failed", 1);

    private static string Sent(FakeServer server) => server.BodiesOf("StartPipelineExecution").Single().GetRawText();

    private static string Selection(FakeServer server)
    {
        var config = server.BodiesOf("StartPipelineExecution").Single().GetProperty("SelectiveExecutionConfig");
        var steps = config.GetProperty("SelectedSteps").EnumerateArray().Select(step => step.GetProperty("StepName").GetString());
        var from = config.TryGetProperty("SourcePipelineExecutionArn", out var arn) ? arn.GetString()!.Split('/')[^1] : "nothing";
        return $"{string.Join(' ', steps)} from {from}";
    }

    private static string Described(string status) =>
        $$"""{"PipelineExecutionArn":"{{Arn(P, "newexecution")}}","PipelineExecutionStatus":"{{status}}","CreationTime":{{Now.ToUnixTimeSeconds() - 10_001}},"LastModifiedTime":{{Now.ToUnixTimeSeconds() - 9_990}}}""";

    [Theory]
    [InlineData("Invalid SelectedSteps. Step(s) [X] do not exist in the pipeline definition.", "See its steps with 'refrain pipeline describe PIPELINE'.")]
    [InlineData("Invalid SourcePipelineExecutionArn: null. The selected steps [A] have dependencies on [B]", "Select those too, or let a reference give their results: --reference @latest.")]
    [InlineData("Invalid SourcePipelineExecutionArn: a. The status of the source execution must be one of [Succeeded, Failed, Stopped].", "Wait for its end (refrain steps EXECUTION --watch), or name another with --reference.")]
    public async Task A_refused_start_comes_with_a_remedy(string words, string remedy)
    {
        using var server = new FakeAccount().Pipeline("P").Serve();
        server.On("StartPipelineExecution", _ => FakeAnswer.Refuse("ValidationException", words));

        var run = await RefrainRun.OfAsync(server, "start P");

        Assert.Equal((ExitCode.Error, $"refrain: ValidationException: {words} {remedy}\n"), (run.Code, run.Error));
    }

    private static string Steps(params System.Text.Json.Nodes.JsonObject[] steps) =>
        new System.Text.Json.Nodes.JsonObject { ["PipelineExecutionSteps"] = new System.Text.Json.Nodes.JsonArray([.. steps]) }.ToJsonString();
}
