using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class StepsCommandTests
{
    private const string P = "AbalonePipeline";

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_table_fits_the_width(int width)
    {
        using var server = Chain().Serve();

        var run = await RefrainRun.OfAsync(server, "steps cccc", width);

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width, line));
        GoldenFile.Check($"steps-{width}.txt", run.Out);
    }

    [Fact]
    public async Task A_step_that_was_reused_twice_names_its_reference_and_the_execution_that_ran_it()
    {
        using var server = Chain().Serve();

        var run = await RefrainRun.OfAsync(server, "steps cccc");

        Assert.Contains("reused from bbbb00000001, made in aaaa00000001", run.Out);
        Assert.Contains("saved 1 min 02 s", run.Out);
    }

    [Fact]
    public async Task Output_to_a_file_holds_no_colour_codes_and_no_blanks_at_line_ends()
    {
        using var server = Chain().Serve();

        var run = await RefrainRun.OfAsync(server, "steps cccc");

        Assert.DoesNotContain('\u001b', run.Out);
        Assert.All(run.Out.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public async Task A_terminal_gets_colours_unless_NO_COLOR_is_set()
    {
        using var server = Chain().Serve();

        var colourful = await RefrainRun.OfAsync(server, "steps cccc", terminal: true);
        var plain = await RefrainRun.OfAsync(server, "steps cccc", terminal: true, variables: ("NO_COLOR", "1"));

        Assert.Contains("\u001b[32mSucceeded", colourful.Out);
        Assert.DoesNotContain("\u001b[3", plain.Out);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_API()
    {
        using var server = Chain().Serve();

        var run = await RefrainRun.OfAsync(server, "steps cccc --json");

        var steps = JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineExecutionSteps");
        Assert.Equal(["Abalone-Preprocess", "Abalone-Train"], steps.EnumerateArray().Select(step => step.GetProperty("StepName").GetString()));
        Assert.Equal(Arn(P, "bbbb00000001"), steps[0].GetProperty("SelectiveExecutionResult").GetProperty("SourcePipelineExecutionArn").GetString());
        Assert.Equal(JsonValueKind.Number, steps[0].GetProperty("StartTime").ValueKind);
    }

    [Fact]
    public async Task A_failed_execution_says_why_where_the_log_is_and_how_to_go_on()
    {
        var reason = "Algorithm error: exit code 1. The log ends:\n  row 17 has 8 columns\u001b[2J";
        using var server = new FakeAccount().Pipeline(P)
            .Execution(P, "dddd00000001", "Failed", 9, null, null, Ran("Abalone-Preprocess", 2), Ran("Abalone-Train", 3), Ran("Abalone-Evaluate", 1, "Failed", reason))
            .Serve();

        var run = await RefrainRun.OfAsync(server, "steps @latest", width: 80);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.DoesNotContain('\u001b', run.Out);
        GoldenFile.Check("steps-failed-80.txt", run.Out);
    }

    [Fact]
    public async Task Watching_ends_with_the_execution()
    {
        using var server = Chain().Serve();
        var looks = 0;
        server.On("DescribePipelineExecution", _ => FakeAnswer.Ok(
            $$"""{"PipelineExecutionArn":"{{Arn(P, "cccc00000001")}}","PipelineExecutionStatus":"{{(++looks < 4 ? "Executing" : "Succeeded")}}","CreationTime":1}"""));

        var run = await RefrainRun.OfAsync(server, "steps cccc --watch");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("Abalone-Preprocess: reused from bbbb00000001", run.Out);
        Assert.InRange(looks, 4, 6);
    }

    [Fact]
    public async Task On_a_terminal_the_progress_is_redrawn_and_the_table_stays()
    {
        using var server = Chain().Serve();

        var run = await RefrainRun.OfAsync(server, "steps cccc --watch", terminal: true);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("\u001b[", run.Out);
        Assert.Contains("made in aaaa00000001", run.Out);
    }

    // a ran everything; b reused Preprocess from a; c reused it from b.
    private static FakeAccount Chain() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 75, null, null, Ran("Abalone-Preprocess", 62.5), Ran("Abalone-Train", 8.26), Ran("Abalone-MSECheck", 0.1, outcome: "True"))
        .Execution(P, "bbbb00000001", "Succeeded", 9, "Abalone-Train", "aaaa00000001", Reused("Abalone-Preprocess", P, "aaaa00000001"), Ran("Abalone-Train", 8))
        .Execution(P, "cccc00000001", "Succeeded", 9, "Abalone-Train", "bbbb00000001", Reused("Abalone-Preprocess", P, "bbbb00000001"), Ran("Abalone-Train", 7.5));
}
