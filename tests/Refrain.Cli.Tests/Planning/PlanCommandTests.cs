using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakePlan;

namespace Refrain.Cli.Tests.Planning;

public sealed class PlanCommandTests
{
    private const string P = FakePlan.Pipeline;
    private const string Path = $"POST /api/v1/pipelines/{P}/plan";

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_plan_fits_the_width(int width)
    {
        using var server = Account().ServeRefrain(P, Usual());

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select Abalone-Train", width);

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width, line));
        GoldenFile.Check($"plan-{width}.txt", run.Out);
    }

    [Fact]
    public async Task A_verdict_is_told_by_word_and_on_a_terminal_by_colour()
    {
        using var server = Account().ServeRefrain(P, Usual());

        var colourful = await RefrainRun.OfAsync(server, $"plan {P} --select Abalone-Train", terminal: true);
        var plain = await RefrainRun.OfAsync(server, $"plan {P} --select Abalone-Train");

        Assert.Contains("\u001b[32mREUSE\u001b[0m", colourful.Out);
        Assert.Contains("\u001b[93mRUN\u001b[0m", colourful.Out);
        Assert.Contains("\u001b[1;93m; stale: code", colourful.Out);
        Assert.DoesNotContain('\u001b', plain.Out);
    }

    [Fact]
    public async Task Every_option_is_in_the_request()
    {
        using var server = Account().ServeRefrain(P, Usual());

        await RefrainRun.OfAsync(
            server,
            ["plan", P, "--select", "A,B", "--select", "C and not D", "--exclude", "type:Fail", "--exclude", "E", "--close", "--reference", "aaaa", "--reuse", "F@latest-succeeded",
                "--reuse", "G@bbbb", "--set-output", "H.X=1", "--force-condition", "I=false", "-p", "N=1", "--parameters-from-reference", "--version", "2"]);

        Assert.Equal(
            $$"""
            {"pipelineVersionId":2,"select":"A,B,C and not D","close":true,"reference":"{{FakeAccount.Arn(P, "aaaa00000001")}}",
            "reuse":[{"stepName":"F","execution":"latest-succeeded"},{"stepName":"G","execution":"{{FakeAccount.Arn(P, "bbbb00000001")}}"}],
            "exclude":["type:Fail","E"],"setOutputs":[{"stepName":"H","path":"X","value":1}],"forceConditions":[{"stepName":"I","outcome":false}],
            "parameters":[{"name":"N","value":"1"}],"parametersFromReference":true}
            """.ReplaceLineEndings(""),
            server.BodiesOf(Path).Single().GetRawText());
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("--select A --reference latest", """{"select":"A","reference":"latest"}""")]
    [InlineData("--select A --reference @latest", """{"select":"A","reference":"latest"}""")]
    [InlineData("--select A --reference AbalonePipeline@latest", """{"select":"A","reference":"latest"}""")]
    [InlineData("--select A --reference latest-succeeded", """{"select":"A","reference":"latest-succeeded"}""")]
    [InlineData("--select A --reference none", """{"select":"A","reference":"none"}""")]
    [InlineData("--select A --no-reference", """{"select":"A","reference":"none"}""")]
    public async Task What_is_not_said_is_left_to_the_server(string options, string body)
    {
        using var server = Account().ServeRefrain(P, Usual());

        await RefrainRun.OfAsync(server, $"plan {P} {options}");

        Assert.Equal(body, server.BodiesOf(Path).Single().GetRawText());
    }

    [Fact]
    public async Task Work_is_exit_code_2_and_the_start_is_told()
    {
        using var server = Account().ServeRefrain(P, Usual());

        var run = await RefrainRun.OfAsync(server, ["plan", P, "--select", "A or B", "-p", "N=it's"]);

        Assert.Equal((ExitCode.WorkNeeded, $"Start it with: refrain start {P} --select 'A or B' -p 'N=it'\\''s'\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task Silent_overrides_come_first_and_the_start_needs_to_allow_them()
    {
        using var server = Account().ServeRefrain(P, Usual().With("silent-override", "warning", "The value '9' would be without effect."));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select Abalone-Train -p N=9");

        var notices = run.Out.Split('\n').Where(line => line.StartsWith("warning") || line.StartsWith("note")).ToList();
        Assert.Equal(
            [
                "warning, without effect: The value '9' would be without effect.",
                "warning: The reused result of 'Abalone-Evaluate' is stale: code: changed.",
                "note: cccc00000001 still runs, so it cannot be the reference.",
            ],
            notices);
        Assert.Equal($"Start it all the same with: refrain start {P} --select Abalone-Train -p N=9 --allow-stale\n", run.Error);
    }

    [Fact]
    public async Task Nothing_to_run_is_exit_code_0()
    {
        using var server = Account().ServeRefrain(P, Of("nothing", Step("A", "SKIP", "not-needed", "not selected, and no selected step needs its result")));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select state:failed");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.EndsWith("\n1 skip. Nothing would run.\n", run.Out);
    }

    [Fact]
    public async Task Json_is_the_document_of_the_server()
    {
        using var server = Account().ServeRefrain(P, Usual());

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select A --json");

        Assert.Equal(ExitCode.WorkNeeded, run.Code);
        Assert.True(JsonNode.DeepEquals(Usual(), JsonNode.Parse(run.Out)));
    }

    [Fact]
    public async Task A_gap_is_refused_with_the_command_that_closes_it()
    {
        var refused = Refused("Step(s) [B] are on a path.", "A,B,C", Selected("A"), Step("B", "BLOCKED", "gap", "it lies between selected steps and must be selected as well"), Selected("C"));
        using var server = Account().ServeRefrain(P, refused);
        server.On(Path, body => Answer(body.TryGetProperty("close", out var close) && close.GetBoolean() ? Usual() : refused));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select A,C -p N=1");

        Assert.Equal(
            (ExitCode.Error, $"refrain: Refused: Step(s) [B] are on a path.\nThis would be accepted:\n  refrain plan {P} --select A,C --close -p N=1\n"), (run.Code, run.Error));
        Assert.Contains("BLOCKED  B", run.Out);
        Assert.EndsWith("\n2 run, 1 blocked.\n", run.Out);
    }

    [Fact]
    public async Task What_the_reference_lacks_is_added_until_the_server_accepts()
    {
        using var server = Account().ServeRefrain(P, Usual());
        server.On(Path, body => Answer(body.GetProperty("select").GetString() switch
        {
            "C" => Refused("C needs B.", null, Step("B", "BLOCKED", "no-result", "it failed"), Step("C", "BLOCKED", "behind-blocked", "it waits for 'B'")),
            "C,B" => Refused("B needs and.", null, Step("and", "BLOCKED", "no-result", "it failed")),
            "C,B,\"and\"" => Usual(),
            _ => Refused("no", null),
        }));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select C");

        Assert.Equal($"refrain: Refused: C needs B.\nThis would be accepted:\n  refrain plan {P} --select 'C,B,\"and\"'\n", run.Error);
    }

    [Theory]
    [InlineData("C", "+C")]
    [InlineData("C,D", "'+(C,D)'")]
    [InlineData("12", "'+(12)'")]
    public async Task Without_a_reference_all_that_leads_to_the_steps_is_proposed(string selected, string proposed)
    {
        var refused = Refused("C needs B.", null, Step("B", "BLOCKED", "needs-reference", "no reference"));
        refused.Remove("reference");
        using var server = Account().ServeRefrain(P, refused);
        server.On(Path, body => Answer(body.GetProperty("select").GetString() == proposed.Trim('\'') ? Usual() : refused));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select {selected}");

        Assert.Equal($"refrain: Refused: C needs B.\nThis would be accepted:\n  refrain plan {P} --select {proposed}\n", run.Error);
    }

    [Fact]
    public async Task A_command_that_would_be_refused_as_well_is_not_proposed()
    {
        using var server = Account().ServeRefrain(P, Refused("Parameter 'N' has no value.", null, Selected("A")));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select A");

        Assert.Equal((ExitCode.Error, "refrain: Refused: Parameter 'N' has no value.\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("--wat", "Unrecognized command or argument '--wat'. See 'refrain plan --help'.")]
    [InlineData("--select A --force-condition Check=maybe", "'Check=maybe' is no --force-condition. Write --force-condition STEP=true or STEP=false.")]
    [InlineData("--select A --reuse Train", "'Train' is no --reuse. Write --reuse STEP@EXECUTION, for example --reuse Train@latest-succeeded.")]
    [InlineData("--select A --reuse Train@none", "'Train@none' is no --reuse. Write --reuse STEP@EXECUTION, for example --reuse Train@latest-succeeded.")]
    public async Task A_wrong_command_line_does_not_end_like_needed_work(string options, string error)
    {
        using var server = Account().ServeRefrain(P, Usual());

        var run = await RefrainRun.OfAsync(server, $"plan {P} {options}");

        Assert.Equal((ExitCode.Error, $"refrain: {error}\n"), (run.Code, run.Error));
        Assert.Empty(server.BodiesOf(Path));
    }

    [Fact]
    public async Task A_selector_that_cannot_be_read_is_an_error_with_its_place()
    {
        using var server = Account().Serve();
        server.On(Path, _ => FakeAnswer.Refuse("ValidationException", "The pipeline has no step 'Trian'.\n+Trian\n ^"));

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select +Trian");

        Assert.Equal((ExitCode.Error, "refrain: ValidationException: The pipeline has no step 'Trian'.\n+Trian\n ^\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData(404, """{"__type":"UnknownOperationException","message":"no"}""")]
    [InlineData(400, """{"__type":"UnknownOperationException","message":"no"}""")]
    [InlineData(404, "<html>not found</html>")]
    [InlineData(405, "")]
    [InlineData(200, "<html>hello</html>")]
    public async Task Another_SageMaker_endpoint_is_told_from_a_Refrain_server(int status, string body)
    {
        using var server = Account().Serve();
        server.On(Path, _ => new FakeAnswer(status, body));

        var run = await RefrainRun.OfAsync(server, $"plan {P}");

        Assert.Equal(
            (ExitCode.Error, $"refrain: {server.Endpoint}/ is not a Refrain server of this version, and 'refrain plan' needs one. Start one with 'refrain serve', or name one with --endpoint-url.\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task A_pipeline_that_is_not_there_is_no_missing_endpoint()
    {
        using var server = Account().Serve();
        server.On(Path, _ => new FakeAnswer(404, """{"__type":"ResourceNotFound","message":"Pipeline 'P' does not exist."}"""));

        var run = await RefrainRun.OfAsync(server, $"plan {P}");

        Assert.StartsWith("refrain: ResourceNotFound: Pipeline 'P' does not exist.", run.Error);
    }

    [Fact]
    public async Task The_request_is_signed_for_sagemaker_and_an_ARN_stands_for_its_pipeline()
    {
        using var server = Account().ServeRefrain(P, Usual());

        await RefrainRun.OfAsync(server, $"plan {FakeAccount.PipelineArn(P)}");

        var call = server.Calls.Single(call => call.Operation == Path);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=FAKEKEY/20260314/us-east-1/sagemaker/aws4_request", call.Authorization);
    }

    [Theory]
    [InlineData(4.1, 4.1, "2 run. Would take about 8.2 s.")]
    [InlineData(4.1, null, "2 run. Would take about 4.1 s, besides B, which never ran before.")]
    [InlineData(null, null, "2 run. How long that takes is not known: none of them ran before.")]
    public async Task The_estimate_says_what_it_does_not_know(double? first, double? second, string sum)
    {
        using var server = Account().ServeRefrain(P, Of("work", Selected("A", first), Selected("B", second)));

        var run = await RefrainRun.OfAsync(server, $"plan {P}");

        Assert.EndsWith($"\n{sum}\n", run.Out);
    }

    [Fact]
    public async Task Parameters_that_are_not_the_default_are_listed_by_where_they_are_from()
    {
        var plan = Usual();
        plan["parameters"] = JsonNode.Parse("""[{"name":"A","value":"1","from":"default"},{"name":"B","value":"2","from":"given"},{"name":"C","value":"3","from":"reference"},{"name":"D","value":"4","from":"given"}]""");
        using var server = Account().ServeRefrain(P, plan);

        var run = await RefrainRun.OfAsync(server, $"plan {P} --select A -p B=2 -p D=4 --parameters-from-reference");

        Assert.Contains("\nParameters given: B=2, D=4\nParameters from the reference: C=3\n\n", run.Out);
    }

    private static FakeAnswer Answer(JsonObject plan) => FakeAnswer.Ok(plan.ToJsonString());

    private static FakeAccount Account() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 1)
        .Execution(P, "bbbb00000001", "Failed", 1);
}
