using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Executions;

public sealed class ExecutionFinderTests
{
    [Theory]
    [InlineData("One@latest", "One", "x62pbar3gs6h")]
    [InlineData("Two@latest", "Two", "ksm2mjwut6oz")]
    [InlineData("x62p", "One", "x62pbar3gs6h")]
    [InlineData("x1", "One", "x1")]
    [InlineData("One@x1abcd", "One", "x1abcd")]
    [InlineData("ksm2mjwut6oz", "Two", "ksm2mjwut6oz")]
    [InlineData("arn:aws:sagemaker:us-east-1:123456789012:pipeline/Two/execution/ksm2mjwut6oz", "Two", "ksm2mjwut6oz")]
    public async Task An_execution_is_found_by(string text, string pipeline, string id)
    {
        using var server = TwoPipelines().Serve();

        var run = await RefrainRun.OfAsync(server, $"stop {text}");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(Arn(pipeline, id), server.BodiesOf("StopPipelineExecution").Single().GetProperty("PipelineExecutionArn").GetString());
    }

    [Theory]
    [InlineData("x", 1, "'x' is the beginning of 3 executions: x62pbar3gs6h (One), x1abcd (One), x1 (One). Write more letters of the id.")]
    [InlineData("zz", 1, "No execution has an id that begins with 'zz'. List them with 'refrain executions PIPELINE'.")]
    [InlineData("Two@zz", 1, "No execution of Two has an id that begins with 'zz'. List them with 'refrain executions Two'.")]
    [InlineData("@latest", 1, "@latest could be of any of 2 pipelines: One, Two. Write One@latest, for example.")]
    [InlineData("a/b", 2, "'a/b' names no execution. Give an ARN, an id such as x62pbar3gs6h or the beginning of one, @latest or PIPELINE@latest.")]
    [InlineData("Nine@latest", 1, "ResourceNotFound: Pipeline 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/Nine' does not exist. List what there is with 'refrain pipeline list' and 'refrain executions PIPELINE'.")]
    public async Task An_execution_is_not_found_by(string text, int code, string error)
    {
        using var server = TwoPipelines().Serve();

        var run = await RefrainRun.OfAsync(server, $"stop {text}");

        Assert.Equal((code, $"refrain: {error}\n"), (run.Code, run.Error));
        Assert.Empty(server.BodiesOf("StopPipelineExecution"));
    }

    [Fact]
    public async Task The_only_pipeline_need_not_be_named()
    {
        using var server = new FakeAccount().Pipeline("Only").Execution("Only", "abc", "Executing", 1).Serve();

        var run = await RefrainRun.OfAsync(server, "stop @latest");

        Assert.Equal("Execution abc is stopping.\n", run.Out);
    }

    [Fact]
    public async Task The_latest_of_a_pipeline_that_never_ran_is_an_error()
    {
        using var server = new FakeAccount().Pipeline("Only").Serve();

        var run = await RefrainRun.OfAsync(server, "steps Only@latest");

        Assert.Equal("refrain: The pipeline Only has no execution yet. Start one with 'refrain start Only'.\n", run.Error);
    }

    private static FakeAccount TwoPipelines() => new FakeAccount().Pipeline("One").Pipeline("Two")
        .Execution("One", "x1", "Succeeded", 1)
        .Execution("One", "x1abcd", "Succeeded", 1)
        .Execution("Two", "ksm2mjwut6oz", "Succeeded", 1)
        .Execution("One", "x62pbar3gs6h", "Executing", 1);
}
