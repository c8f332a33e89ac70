using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>What a sandbox adds.</summary>
public abstract class SandboxedRuntimeContract : RuntimeContract
{
    [Fact]
    public async Task The_data_folder_is_not_there()
    {
        await Opened.RunAsync(TestRuntime.Shell($"ls -A {Opened.Data}/supervisor {Opened.Data}/jobs"));

        Assert.Equal(2, Opened.Log().Split('\n').Count(line => line.Contains("No such file", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nor_is_one_that_lies_outside_tmp()
    {
        var data = $"/var/tmp/refrain-test-{Random.Shared.NextInt64():x}";
        await using var runtime = new LocalRuntime(
            new LocalRuntimeOptions { DataDirectory = data, Sandbox = await SandboxAsync() }, Opened.Store, NullLogger<LocalRuntime>.Instance, TimeProvider.System);
        var spec = TestRuntime.Shell($"ls -A {data} | wc -l; echo kept >\"$1/file\"; echo more >{data}/mine; :", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };

        await runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await runtime.ShutdownSupervisorAsync(force: true, TestRuntime.Token);

        Assert.StartsWith("0\n", end.LogTail, StringComparison.Ordinal);
        Assert.True(File.Exists($"{data}/jobs/{TestRuntime.Job()}/ml/output/file"));
        Assert.False(File.Exists($"{data}/mine"));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Processes_of_the_host_are_not_there()
    {
        await Opened.RunAsync(TestRuntime.Shell("ls -d /proc/[0-9]* | wc -l"));

        Assert.InRange(int.Parse(Opened.Log().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]), 1, 6);
    }

    [Fact]
    public async Task With_network_isolation_there_is_only_loopback()
    {
        var end = await Opened.RunAsync(TestRuntime.Shell("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '") with { NetworkIsolation = true });

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal("lo", Opened.Log().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    [Fact]
    public async Task The_job_has_no_capabilities()
    {
        await Opened.RunAsync(TestRuntime.Shell("grep ^CapEff: /proc/self/status"));

        Assert.Contains("0000000000000000", Opened.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_starts_in_the_code_directory_when_there_is_one()
    {
        await Opened.RunAsync(TestRuntime.Shell("pwd") with { Directories = ["/opt/ml/code"] });

        Assert.EndsWith("/opt/ml/code\n", Opened.Log(), StringComparison.Ordinal);
    }
}
