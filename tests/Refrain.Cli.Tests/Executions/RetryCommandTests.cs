using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class RetryCommandTests
{
    [Theory]
    [InlineData("retry abcd", null)]
    [InlineData("retry P@latest --max-parallel 3", 3)]
    public async Task An_execution_is_retried_with_a_token_of_its_own(string commandLine, int? maxParallel)
    {
        using var server = new FakeAccount().Pipeline("P").Execution("P", "abcdefghijkl", "Failed", 1).Serve();

        var run = await RefrainRun.OfAsync(server, commandLine);

        Assert.Equal((ExitCode.Ok, "Execution abcdefghijkl goes on.\n"), (run.Code, run.Out));
        Assert.Contains("refrain steps abcdefghijkl --watch", run.Error, StringComparison.Ordinal);
        var body = Assert.Single(server.BodiesOf("RetryPipelineExecution"));
        Assert.Equal(Arn("P", "abcdefghijkl"), body.GetProperty("PipelineExecutionArn").GetString());
        Assert.True(body.GetProperty("ClientRequestToken").GetString()?.Length >= 32);
        Assert.Equal(maxParallel, body.TryGetProperty("ParallelismConfiguration", out var parallelism) ? parallelism.GetProperty("MaxParallelExecutionSteps").GetInt32() : null);
    }

    [Fact]
    public async Task With_wait_the_exit_code_says_how_it_ended()
    {
        using var server = new FakeAccount().Pipeline("P").Execution("P", "abcdefghijkl", "Stopped", 1).Serve();

        var run = await RefrainRun.OfAsync(server, "retry abcd --wait");

        Assert.Equal(ExitCode.ExecutionStopped, run.Code);
        Assert.Single(server.BodiesOf("RetryPipelineExecution"));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told()
    {
        using var server = new FakeAccount().Pipeline("P").Execution("P", "abcdefghijkl", "Succeeded", 1).Serve()
            .On("RetryPipelineExecution", _ => FakeAnswer.Refuse("ValidationException", "Only pipeline executions with 'Failed' or 'Stopped' status can be retried; it is Succeeded."));

        var run = await RefrainRun.OfAsync(server, "retry @latest");

        Assert.Equal((ExitCode.Error, ""), (run.Code, run.Out));
        Assert.Contains("Only pipeline executions with 'Failed' or 'Stopped' status can be retried", run.Error, StringComparison.Ordinal);
    }
}
