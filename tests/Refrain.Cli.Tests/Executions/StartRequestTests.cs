using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

/// <summary>What <c>start</c> sends to a SageMaker endpoint that is not Refrain's.</summary>
public sealed class StartRequestTests
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
    [InlineData("--reference latest", "A from bbbb00000001")]
    [InlineData("--reference none", "A from nothing")]
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

    [Fact]
    public async Task Version_and_labels_have_their_place_in_the_request()
    {
        using var server = Account().Serve();

        await RefrainRun.OfAsync(server, ["start", P, "--version", "2", "--display-name", "nightly", "--description", "every night", "--max-parallel", "3", "--allow-stale"]);

        Assert.Equal(
            """{"PipelineName":"AbalonePipeline","PipelineVersionId":2,"PipelineExecutionDisplayName":"nightly","PipelineExecutionDescription":"every night","ParallelismConfiguration":{"MaxParallelExecutionSteps":3},"ClientRequestToken":"0123456789abcdef0123456789abcdef"}""",
            Sent(server));
    }

    [Theory]
    [InlineData("--select state:failed+", "--select state:failed+ needs")]
    [InlineData("--select A --exclude B --close", "--exclude, --close need")]
    [InlineData("--select A --set-output B.C=1 --force-condition D=true", "--set-output, --force-condition need")]
    [InlineData("--select A --reuse B@aaaa", "--reuse needs")]
    [InlineData("--select A --reference latest-succeeded", "--reference latest-succeeded needs")]
    [InlineData("--parameters-from-reference", "--parameters-from-reference needs")]
    public async Task What_AWS_has_no_words_for_is_not_sent(string options, string needs)
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, $"start {P} {options}");

        Assert.Equal(
            (ExitCode.Error, $"refrain: {server.Endpoint}/ is not a Refrain server of this version, and {needs} one. Start one with 'refrain serve', or name one with --endpoint-url.\n"),
            (run.Code, run.Error));
        Assert.Empty(server.BodiesOf("StartPipelineExecution"));
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
}
