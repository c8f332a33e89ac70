using System.Diagnostics;

namespace Refrain.Journey.Tests;

/// <summary><c>./demo</c> without its building: the same program, as a stranger meets it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_runs_the_pipeline_then_single_steps_and_leaves_nothing_behind()
    {
        var data = Directory.CreateTempSubdirectory("refrain-demo-test-").FullName;
        var run = await BuiltRefrain.RunAsync(null, "demo", "--data-dir", data);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("Abalone-Preprocess", run.Output, StringComparison.Ordinal);
        Assert.Contains("reused", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u001b[", run.Output, StringComparison.Ordinal); // not a terminal: no colours
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal); // no stack traces
        await Processes.GoneAsync(data);
    }

    [Fact]
    public async Task Ctrl_C_stops_executions_server_and_supervisor()
    {
        var data = Directory.CreateTempSubdirectory("refrain-demo-test-").FullName;
        using var demo = BuiltRefrain.Start(null, "demo", "--data-dir", data);
        var printed = new List<string>();
        while (await demo.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            printed.Add(line);
            if (line.EndsWith(": Executing", StringComparison.Ordinal))
            {
                break;
            }
        }

        Native.Interrupt(demo.Id);
        var rest = demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await demo.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

        Assert.True(demo.ExitCode != 0, string.Join('\n', printed) + await rest);
        await Processes.GoneAsync(data);
    }
}
