using System.Text.Json.Nodes;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakePlan;

namespace Refrain.Cli.Tests.Planning;

public sealed class ResumeCommandTests
{
    private const string P = FakePlan.Pipeline;
    private const string Start = "POST /api/v1/executions/bbbb00000001/resume";
    private const string Plan = $"{Start}/plan";
    private const string Taken = "The newest that did not succeed is bbbb00000001 of AbalonePipeline (Failed, started 2 h ago).\n";

    [Fact]
    public async Task It_says_why_each_step_runs_and_what_was_started()
    {
        using var server = Account().ServeRefrain(P, Left().With("stale", "warning", "A is stale.").With("forced", "note", "forced"));

        var run = await RefrainRun.OfAsync(server, "resume bbbb");

        Assert.Equal(
            """
            2 of 3 steps of AbalonePipeline run:
              Abalone-Train     it failed in bbbb00000001
              Abalone-Evaluate  it never ran in bbbb00000001
            Execution newexecution of AbalonePipeline resumes bbbb00000001.

            """,
            run.Out);
        Assert.Equal((ExitCode.Ok, "warning: A is stale.\nFollow it with 'refrain steps newexecution --watch'.\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task Without_an_execution_the_newest_that_failed_or_was_stopped_is_taken_and_named()
    {
        using var server = Account().Pipeline("Another").Execution("Another", "dddd00000001", "Stopped", 1).ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume");

        Assert.StartsWith("The newest that did not succeed is dddd00000001 of Another (Stopped, started 1 h ago).\n", run.Error);
        Assert.Single(server.BodiesOf("POST /api/v1/executions/dddd00000001/resume"));
    }

    [Fact]
    public async Task A_pipeline_with_many_newer_successes_is_read_to_the_end()
    {
        var account = Account();
        foreach (var number in Enumerable.Range(0, 30))
        {
            account.Execution(P, $"eeee000000{number:00}", "Succeeded", 1);
        }

        using var server = account.ServeRefrain(P, Left());

        await RefrainRun.OfAsync(server, "resume");

        Assert.Single(server.BodiesOf(Start));
    }

    [Fact]
    public async Task No_execution_to_resume_is_no_error()
    {
        using var server = new FakeAccount().Pipeline(P).Execution(P, "aaaa00000001", "Succeeded", 1).ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume");

        Assert.Equal((ExitCode.Ok, "", "Nothing to resume: no execution Failed or was Stopped.\n"), (run.Code, run.Out, run.Error));
    }

    [Theory]
    [InlineData("", "Nothing to resume: every step of bbbb00000001 succeeded or was not meant to run.\n")]
    [InlineData("--exclude *", "Nothing to resume: what bbbb00000001 of AbalonePipeline left undone is excluded.\n")]
    public async Task An_execution_that_left_nothing_undone_is_no_error(string options, string said)
    {
        using var server = Account().ServeRefrain(P, Of("nothing", Reused("A", 1)));

        var run = await RefrainRun.OfAsync(server, $"resume bbbb {options}");

        Assert.Equal((ExitCode.Ok, "", said), (run.Code, run.Out, run.Error));
        Assert.Empty(server.BodiesOf(Start));
    }

    [Fact]
    public async Task Every_option_is_in_the_request()
    {
        using var server = Account().ServeRefrain(P, Left());

        await RefrainRun.OfAsync(
            server,
            ["resume", $"{P}@bbbb", "--definition", "current", "-p", "N=1", "--exclude", "E", "--set-output", "H.X=1", "--force-condition", "I=true", "--allow-stale", "--display-name", "again",
                "--description", "for a reason", "--max-parallel", "2"]);

        const string planned =
            """{"definition":"current","exclude":["E"],"setOutputs":[{"stepName":"H","path":"X","value":1}],"forceConditions":[{"stepName":"I","outcome":true}],"parameters":[{"name":"N","value":"1"}]""";
        Assert.Equal(planned + "}", server.BodiesOf(Plan).Single().GetRawText());
        Assert.Equal(
            planned + ""","displayName":"again","description":"for a reason","maxParallelExecutionSteps":2,"allowStale":true,"clientRequestToken":"0123456789abcdef0123456789abcdef"}""",
            server.BodiesOf(Start).Single().GetRawText());
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_plan_alone_is_shown_like_any_plan(int width)
    {
        using var server = Account().ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume --plan", width);

        Assert.Equal((ExitCode.WorkNeeded, Taken), (run.Code, run.Error));
        Assert.Empty(server.BodiesOf(Start));
        GoldenFile.Check($"resume-plan-{width}.txt", run.Out);
    }

    [Fact]
    public async Task The_plan_alone_as_JSON_is_the_document_of_the_server()
    {
        using var server = Account().ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume bbbb --plan --json");

        Assert.True(JsonNode.DeepEquals(Left(), JsonNode.Parse(run.Out)));
    }

    [Fact]
    public async Task Started_with_JSON_the_ARN_stands_where_AWS_has_it()
    {
        using var server = Account().ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume bbbb --json");

        var document = JsonNode.Parse(run.Out)!;
        Assert.Equal(FakeAccount.Arn(P, "newexecution"), $"{document["PipelineExecutionArn"]}");
        Assert.True(JsonNode.DeepEquals(Left(), document["plan"]));
    }

    [Theory]
    [InlineData("", "Choose the steps yourself: refrain plan AbalonePipeline --select 'state:failed+,state:stopped+,state:not-run' --reference bbbb00000001")]
    [InlineData("--exclude A", "Leave --exclude out, or give what is missing with --set-output.")]
    [InlineData("--definition current", "Leave '--definition current' out, or choose the steps with 'refrain plan'.")]
    public async Task A_refused_resumption_comes_with_a_remedy(string options, string remedy)
    {
        using var server = Account().ServeRefrain(P, Refused("It cannot be.", null, Step("A", "BLOCKED", "type-changed", "of another type")));

        var run = await RefrainRun.OfAsync(server, $"resume bbbb {options}");

        Assert.Equal((ExitCode.Error, "", $"refrain: Refused: It cannot be. {remedy}\n"), (run.Code, run.Out, run.Error));
        Assert.Empty(server.BodiesOf(Start));
    }

    [Theory]
    [InlineData("resume bbbb --definition newest", ExitCode.Usage)]
    [InlineData("resume bbbb --plan --definition newest", ExitCode.Error)]
    [InlineData("resume bbbb -p N", ExitCode.Usage)]
    [InlineData("resume bbbb --plan -p N", ExitCode.Error)]
    public async Task A_wrong_command_line_ends_with_2_only_where_that_is_no_answer(string commandLine, int code)
    {
        using var server = Account().ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, commandLine);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.Empty(server.BodiesOf(Start));
    }

    [Fact]
    public async Task Waiting_ends_with_the_code_of_the_end()
    {
        using var server = Account().Execution(P, "newexecution", "Failed", 12.3, null, null, FakeAccount.Ran("Abalone-Train", 8)).ServeRefrain(P, Left());

        var run = await RefrainRun.OfAsync(server, "resume bbbb --wait");

        Assert.Equal(ExitCode.ExecutionFailed, run.Code);
        Assert.Contains($"Execution newexecution of {P}: Failed after 12.3 s", run.Out);
    }

    [Fact]
    public async Task Another_SageMaker_endpoint_cannot_resume()
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, "resume bbbb");

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.Contains("is not a Refrain server of this version, and 'refrain resume' needs one.", run.Error);
    }

    private static JsonObject Left() => Of(
        "work",
        Reused("Abalone-Preprocess", 12.34),
        Step("Abalone-Train", "RUN", "failed-before", "it failed in bbbb00000001", 4.1),
        Step("Abalone-Evaluate", "RUN", "never-ran", "it never ran in bbbb00000001", 1.2));

    private static FakeAccount Account() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Failed", 1)
        .Execution(P, "bbbb00000001", "Failed", 1)
        .Execution(P, "cccc00000001", "Succeeded", 1);
}
