using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

public sealed class BubblewrapRuntimeTests : SandboxedRuntimeContract
{
    internal override Task<Sandbox> SandboxAsync() => Sandboxes.BubblewrapAsync();

    [Fact]
    public async Task The_rest_of_the_host_cannot_be_written_to()
    {
        await Opened.RunAsync(TestRuntime.Shell("for place in /etc /usr /var/tmp /opt /root /; do : >\"$place/refrain-was-here\" && echo wrote to $place; done 2>/dev/null; :"));

        Assert.DoesNotContain("wrote to", Opened.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_gets_no_opt_ml_for_our_sake()
    {
        var before = Directory.Exists("/opt/ml");

        await Opened.RunAsync(TestRuntime.Shell("test -d /opt/ml"));

        Assert.Equal(before, Directory.Exists("/opt/ml"));
    }

    [Fact]
    public async Task A_library_that_the_job_wants_loaded_is_not_loaded_by_the_launcher()
    {
        var end = await Opened.RunAsync(TestRuntime.Shell("env | grep ^LD_PRELOAD=") with { Environment = [new EnvironmentVariable("LD_PRELOAD", "/opt/ml/absent.so")] });

        var complaints = Opened.Log().Split('\n').Count(line => line.Contains("/opt/ml/absent.so", StringComparison.Ordinal) && line.Contains("cannot be preloaded", StringComparison.Ordinal));
        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal(3, complaints); // sh, env and grep: the sandbox itself is not among them
    }
}
