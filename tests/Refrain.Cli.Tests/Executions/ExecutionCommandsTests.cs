using System.Text.Json;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class ExecutionCommandsTests
{
    private const string P = "AbalonePipeline";

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Executions_fit_the_width_newest_first(int width)
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, $"executions {P}", width);

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width, line));
        GoldenFile.Check($"executions-{width}.txt", run.Out);
    }

    [Fact]
    public async Task Executions_as_json_keep_the_order_and_heed_the_limit()
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, $"executions {P} --limit 2 --json");

        var listed = JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineExecutionSummaries");
        Assert.Equal(["cccc00000001", "bbbb00000001"], listed.EnumerateArray().Select(one => one.GetProperty("PipelineExecutionArn").GetString()!.Split('/')[^1]));
    }

    [Fact]
    public async Task Watching_executions_ends_when_none_runs_and_describes_ended_ones_once()
    {
        using var server = Account().Serve();
        var looks = 0;
        server.On("DescribePipelineExecution", body => FakeAnswer.Ok(Description(body.GetProperty("PipelineExecutionArn").GetString()!, ref looks)));

        var run = await RefrainRun.OfAsync(server, $"executions {P} --watch");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("aaaa00000001 Succeeded after 1.0 s\nbbbb00000001 Succeeded after 1.0 s\ncccc00000001 Executing for ", run.Out);
        Assert.Contains("\ncccc00000001 Succeeded after 1.0 s\n\nEXECUTION", run.Out);
        Assert.Equal([4, 1, 1], new[] { "cccc", "bbbb", "aaaa" }.Select(id => server.BodiesOf("DescribePipelineExecution").Count(body => body.GetProperty("PipelineExecutionArn").GetString()!.Contains(id, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task On_a_terminal_the_list_is_redrawn_and_stays_once()
    {
        using var server = new FakeAccount().Pipeline(P).Execution(P, "aaaa00000001", "Succeeded", 75).Serve();

        var run = await RefrainRun.OfAsync(server, $"executions {P} --watch", terminal: true);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("\u001b[", run.Out);
        Assert.Contains("aaaa00000001", run.Out.Split('\r')[^1]);
    }

    [Theory]
    [InlineData(60, "PIPELINE         LAST EXECUTION")]
    [InlineData(80, "PIPELINE         CHANGED               LAST EXECUTION")]
    [InlineData(120, "PIPELINE         CREATED               CHANGED               LAST EXECUTION")]
    public async Task The_list_of_pipelines_leaves_out_what_has_no_room(int width, string header)
    {
        using var server = Account().Serve();

        var run = await RefrainRun.OfAsync(server, "pipeline list", width);

        Assert.Equal(header, run.Out.Split('\n')[0]);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        using var server = new FakeServer();
        server.On("ListPipelines", body => FakeAnswer.Ok(body.TryGetProperty("NextToken", out var token) && token.GetString() == "second"
            ? """{"PipelineSummaries":[{"PipelineName":"B","CreationTime":2}]}"""
            : """{"PipelineSummaries":[{"PipelineName":"A","CreationTime":1}],"NextToken":"second"}"""));

        var run = await RefrainRun.OfAsync(server, "pipeline list --json");

        Assert.Equal(2, JsonDocument.Parse(run.Out).RootElement.GetProperty("PipelineSummaries").GetArrayLength());
    }

    [Fact]
    public async Task A_log_is_printed_as_it_is()
    {
        using var server = Account().Serve();
        server.On("GET /api/v1/executions/aaaa00000001/steps/Abalone-Train/logs?attempt=2&follow=true", "train-rmse:1.8\nGröße ok\n");

        var run = await RefrainRun.OfAsync(server, "logs aaaa --step Abalone-Train --follow --attempt 2");

        Assert.Equal((ExitCode.Ok, "train-rmse:1.8\nGröße ok\n"), (run.Code, run.Out));
        Assert.Contains("/us-east-1/sagemaker/aws4_request", server.Calls[^1].Authorization);
    }

    [Fact]
    public async Task The_log_of_a_reused_step_comes_from_the_execution_that_ran_it()
    {
        using var server = Account().Serve();
        server.On("GET /api/v1/executions/aaaa00000001/steps/Abalone-Preprocess/logs?follow=false", "4177 rows\n");

        var run = await RefrainRun.OfAsync(server, "logs cccc --step Abalone-Preprocess");

        Assert.Equal("4177 rows\n", run.Out);
        Assert.Equal("Abalone-Preprocess did not run here; this is its log from execution aaaa00000001.\n", run.Error);
    }

    [Fact]
    public async Task A_log_that_is_not_there_is_an_error_with_the_servers_words()
    {
        using var server = Account().Serve();
        server.On("GET /api/v1/executions/aaaa00000001/steps/Nope/logs?follow=false", _ => FakeAnswer.Refuse("ResourceNotFound", "There is no step 'Nope'."));

        var run = await RefrainRun.OfAsync(server, "logs aaaa --step Nope");

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.Equal("refrain: There is no step 'Nope'. See its steps with 'refrain steps aaaa00000001'.\n", run.Error);
    }

    [Fact]
    public async Task A_step_without_a_log_is_said_to_have_none()
    {
        using var server = Account().Serve();
        server.On("GET /api/v1/executions/aaaa00000001/steps/Abalone-MSECheck/logs?follow=false", "");

        var run = await RefrainRun.OfAsync(server, "logs aaaa --step Abalone-MSECheck");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Out));
        Assert.StartsWith("Abalone-MSECheck has written nothing.", run.Error);
    }

    [Fact]
    public async Task Stopping_with_wait_shows_the_end_and_exits_with_0()
    {
        using var server = new FakeAccount().Pipeline(P).Execution(P, "eeee00000001", "Stopped", 2, null, null, Ran("Abalone-Train", 1, "Stopped")).Serve();

        var run = await RefrainRun.OfAsync(server, "stop eeee --wait");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("Stopped after 2.0 s", run.Out);
        Assert.Contains("To go on from there:\n  refrain resume eeee00000001", run.Out);
    }

    // The newest runs for three looks.
    private static string Description(string arn, ref int looks)
    {
        var runs = arn.Contains("cccc", StringComparison.Ordinal) && ++looks < 4;
        return $$"""{"PipelineExecutionArn":"{{arn}}","PipelineExecutionStatus":"{{(runs ? "Executing" : "Succeeded")}}","CreationTime":1,"LastModifiedTime":2}""";
    }

    private static FakeAccount Account() => new FakeAccount().Pipeline(P)
        .Execution(P, "aaaa00000001", "Succeeded", 75, null, null, Ran("Abalone-Preprocess", 62), Ran("Abalone-Train", 8))
        .Execution(P, "bbbb00000001", "Failed", 9.5, "Abalone-Train,Abalone-Evaluate,Abalone-MSECheck,Abalone-FailNotify", "aaaa00000001", Reused("Abalone-Preprocess", P, "aaaa00000001"))
        .Execution(P, "cccc00000001", "Executing", 9, "Abalone-Preprocess", null, Reused("Abalone-Preprocess", P, "bbbb00000001"));
}
