using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

public sealed class PlainRuntimeTests : RuntimeContract
{
    protected override bool HidesTheHost => false;

    internal override Task<Sandbox> SandboxAsync() => Task.FromResult(Sandboxes.Plain);

    [Fact]
    public async Task Variables_tell_where_the_jobs_directories_are()
    {
        var spec = TestRuntime.Shell("ls \"$SM_CHANNEL_TRAIN\"; echo m >\"$SM_MODEL_DIR/m\"; test -d \"$SM_OUTPUT_DATA_DIR\"") with
        {
            Inputs = [new JobInput("train", "/opt/ml/input/data/train", Opened.Store.Manifest(("rows.csv", "1,2")))],
            Directories = ["/opt/ml/model", "/opt/ml/output/data"],
        };

        var end = await Opened.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal("rows.csv", end.LogTail);
        Assert.True(File.Exists(Opened.OnHost("model/m")));
    }

    [Fact]
    public async Task The_log_and_the_handle_say_that_there_is_no_sandbox()
    {
        var spec = TestRuntime.Shell("echo x");
        var handle = await Opened.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Opened.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal("none: switched off", handle.Isolation);
        Assert.StartsWith("refrain: this job runs without a sandbox (switched off)", Opened.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_isolation_is_refused_rather_than_forgotten()
    {
        var end = await Opened.RunAsync(TestRuntime.Shell("echo x") with { NetworkIsolation = true });

        Assert.Contains("EnableNetworkIsolation", Assert.IsType<JobOutcome.NotStarted>(end.Outcome).Reason, StringComparison.Ordinal);
        Assert.Equal("", Opened.Log());
    }

    [Fact]
    public async Task Strays_of_another_job_are_left_alone()
    {
        var mark = $"86400.{Random.Shared.NextInt64()}";
        var other = TestRuntime.Job("Other");
        var long_ = TestRuntime.Shell($"(setsid sleep {mark} 3>&- 4>&- &); echo ready; until [ -e \"$1/go\" ]; do sleep 0.02; done", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };
        await Opened.Runtime.LaunchAsync(other, long_, TestRuntime.Token);
        await Waiting.UntilAsync(() => Opened.Log(other).Contains("ready\n", StringComparison.Ordinal) && Processes.With($"sleep {mark}").Count > 0, "the other job");

        await Opened.RunAsync(TestRuntime.Shell("sleep 100 & exit 0"));
        var inBetween = Processes.With($"sleep {mark}").Count;
        File.WriteAllText(Opened.OnHost("output/go", other), "");
        await Opened.Runtime.WaitAsync(other, long_, TestRuntime.Token);

        Assert.NotEqual(0, inBetween);
        Assert.Empty(Processes.With($"sleep {mark}"));
    }
}
