using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Serving;

public sealed class InterruptionTests
{
    [Fact]
    public void The_first_signal_asks_and_the_second_insists()
    {
        using var interruption = new Interruption();

        interruption.Signal(143);
        Assert.True(interruption.Asked.IsCancellationRequested);
        Assert.False(interruption.Insisted.IsCancellationRequested);

        interruption.Signal(130);
        Assert.True(interruption.Insisted.IsCancellationRequested);
        Assert.Equal(143, interruption.Code);
    }

    [Fact]
    public async Task Interrupting_a_wait_leaves_the_execution_running_and_says_so()
    {
        using var interruption = new Interruption();
        using var server = new FakeAccount().Pipeline("P").Execution("P", "newexecution", "Executing", 1).Serve();
        server.On("ListPipelineExecutionSteps", _ =>
        {
            interruption.Signal(130);
            return FakeAnswer.Ok("""{"PipelineExecutionSteps":[]}""");
        });
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await Cli.CommandLine.RefrainCommand.RunAsync(RefrainRun.Host(server, output, error, interruption), ["start", "P", "--wait"]);

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Equal("The execution goes on. Stop it with 'refrain stop newexecution', follow it with 'refrain steps newexecution --watch'.\n", error.ToString());
        Assert.Empty(server.BodiesOf("StopPipelineExecution"));
    }
}
