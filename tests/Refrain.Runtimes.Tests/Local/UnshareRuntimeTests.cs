using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

public sealed class UnshareRuntimeTests : SandboxedRuntimeContract
{
    internal override Task<Sandbox> SandboxAsync() => Sandboxes.UnshareAsync();

    [Fact]
    public async Task The_log_and_the_handle_say_why_it_is_not_bubblewrap()
    {
        var spec = TestRuntime.Shell("echo x");
        var handle = await Opened.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await Opened.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal("unshare: bubblewrap is not installed", handle.Isolation);
        Assert.Equal("refrain: this job runs in unshare: bubblewrap is not installed\nx\n", Opened.Log());
        Assert.Equal("x", end.LogTail);
    }
}
