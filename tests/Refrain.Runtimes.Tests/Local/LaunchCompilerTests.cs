using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

public sealed class LaunchCompilerTests
{
    private static readonly JobPlaces Places = new("/data/jobs/j", "/data/jobs/j/ml", "/data/jobs/j/tmp");

    private static readonly Sandbox Bubblewrap = new Sandbox.Bubblewrap("/usr/bin/bwrap");
    private static readonly Sandbox Unshare = new Sandbox.Unshare("/usr/bin/unshare", AsMappedRoot: true, "/usr/bin/setpriv", "bubblewrap is not installed");
    private static readonly Sandbox Plain = new Sandbox.Plain("switched off");

    private static readonly HostView Host = new()
    {
        HasOptMl = true,
        Opt = [],
        Top = [],
        DotnetRoot = "/usr/share/dotnet",
        HiddenDirectories = ["/data"],
        HiddenFiles = [],
        SearchPath = "/usr/bin:/bin",
    };

    private static readonly JobSpec Spec = new()
    {
        JobName = "pipelines-abc-Train-xyz",
        Image = JobSpec.HostImage,
        Entrypoint = ["python3", "/opt/ml/code/train.py"],
        Arguments = ["--model-dir", "/opt/ml/model"],
        MaxRuntimeSeconds = 60,
    };

    [Fact]
    public void Bubblewrap_shows_the_host_read_only_and_the_jobs_own_directories()
    {
        Assert.Equal(
            "bwrap --json-status-fd 3 --sync-fd 4 --unshare-pid --ro-bind / / --dev /dev --proc /proc --perms 0500 --tmpfs /data "
            + "--bind /data/jobs/j/tmp /tmp --bind /data/jobs/j/ml /opt/ml --cap-drop ALL --chdir /opt/ml "
            + "-- python3 /opt/ml/code/train.py --model-dir /opt/ml/model",
            Text(Compile(Spec, Bubblewrap, Host)));
    }

    [Fact]
    public void Network_isolation_adds_a_network_of_its_own()
    {
        Assert.Contains(" --unshare-pid --unshare-net ", Text(Compile(Spec with { NetworkIsolation = true }, Bubblewrap, Host)), StringComparison.Ordinal);
        Assert.Contains("--net", Compile(Spec with { NetworkIsolation = true }, Unshare, Host).Arguments);
    }

    [Fact]
    public void Where_the_host_has_no_opt_ml_opt_is_made_anew_from_its_entries()
    {
        var host = Host with { HasOptMl = false, Opt = [new HostEntry("cuda", "cuda-12"), new HostEntry("cuda-12", null)] };

        Assert.Contains(
            "--ro-bind / / --tmpfs /opt --symlink cuda-12 /opt/cuda --ro-bind-try /opt/cuda-12 /opt/cuda-12 --dev /dev",
            Text(Compile(Spec, Bubblewrap, host)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_host_has_no_opt_the_root_is_made_anew()
    {
        var host = Host with { HasOptMl = false, Opt = null, Top = [new HostEntry("bin", "usr/bin"), new HostEntry("dev", null), new HostEntry("proc", null), new HostEntry("tmp", null), new HostEntry("usr", null)] };

        Assert.Contains("--symlink usr/bin /bin --ro-bind-try /usr /usr --dev /dev", Text(Compile(Spec, Bubblewrap, host)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_is_the_jobs_and_its_spec_has_the_last_word()
    {
        var command = Compile(Spec with { Environment = [new("A", "1"), new("LANG", "C"), new("A", "2")] }, Bubblewrap, Host);

        Assert.Equal(
            "PATH=/usr/bin:/bin:/usr/share/dotnet LANG=C HOME=/tmp TMPDIR=/tmp DOTNET_CLI_HOME=/tmp DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 "
            + "DOTNET_ROOT=/usr/share/dotnet A=2",
            string.Join(' ', command.Environment.Select(variable => $"{variable.Name}={variable.Value}")));
    }

    [Fact]
    public void What_steers_the_loader_is_set_inside_the_sandbox_only()
    {
        var spec = Spec with { Environment = [new("LD_PRELOAD", "/opt/ml/evil.so"), new("BASH_ENV", "/opt/ml/evil.sh")] };

        var bubblewrap = Compile(spec, Bubblewrap, Host);
        var unshare = Compile(spec, Unshare, Host);

        Assert.Contains("--setenv LD_PRELOAD /opt/ml/evil.so --setenv BASH_ENV /opt/ml/evil.sh", Text(bubblewrap), StringComparison.Ordinal);
        Assert.EndsWith("--no-new-privs /usr/bin/env LD_PRELOAD=/opt/ml/evil.so BASH_ENV=/opt/ml/evil.sh python3 /opt/ml/code/train.py --model-dir /opt/ml/model", Text(unshare), StringComparison.Ordinal);
        Assert.DoesNotContain(bubblewrap.Environment.Concat(unshare.Environment), variable => variable.Name is "LD_PRELOAD" or "BASH_ENV");
    }

    [Fact]
    public void Unshare_gets_the_hidden_places_by_number()
    {
        var text = Text(Compile(Spec, Unshare, Host with { HiddenFiles = ["/etc/secret"] }));

        Assert.StartsWith("unshare --map-root-user --mount --pid --fork --kill-child --mount-proc sh -c ", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "refrain-launch /data/jobs/j/ml /data/jobs/j/tmp /opt/ml 1 /data 1 /etc/secret /usr/bin/setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "
            + "python3 /opt/ml/code/train.py --model-dir /opt/ml/model",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_process_is_told_where_its_directories_are()
    {
        var spec = Spec with { Inputs = [new JobInput("train", "/opt/ml/input/data/train", ContentManifest.Empty)], Environment = [new("WHERE", "/opt/ml/model"), new("OTHER", "/opt/mlx")] };
        var command = Compile(spec, Plain, Host);
        var variables = command.Environment.ToDictionary(variable => variable.Name, variable => variable.Value);

        Assert.EndsWith("refrain-launch python3 /data/jobs/j/ml/code/train.py --model-dir /data/jobs/j/ml/model", Text(command), StringComparison.Ordinal);
        Assert.Equal("/data/jobs/j/ml/input/data/train", variables["SM_CHANNEL_TRAIN"]);
        Assert.Equal("/data/jobs/j/ml/model", variables["SM_MODEL_DIR"]);
        Assert.Equal("/data/jobs/j/ml/model", variables["WHERE"]);
        Assert.Equal("/opt/mlx", variables["OTHER"]);
        Assert.Equal("/data/jobs/j/tmp", variables["HOME"]);
        Assert.Equal("/data/jobs/j", variables["REFRAIN_JOB"]);
        Assert.Equal("/data/jobs/j/ml", command.Directory);
    }

    [Fact]
    public void The_code_directory_is_where_the_program_starts_when_there_is_one()
    {
        var spec = Spec with { Inputs = [new JobInput("code", "/opt/ml/code", ContentManifest.Empty)] };

        Assert.Contains("--chdir /opt/ml/code --", Text(Compile(spec, Bubblewrap, Host)), StringComparison.Ordinal);
        Assert.Equal("/data/jobs/j/ml/code", Compile(spec, Plain, Host).Directory);
    }

    [Fact]
    public void What_cannot_be_run_here_is_said_with_the_remedy()
    {
        Assert.Null(Problem(Spec, Bubblewrap));
        Assert.Contains("There is no runtime for the image 'other:1': add an entry", Problem(Spec with { Image = "other:1" }, Bubblewrap), StringComparison.Ordinal);
        Assert.Contains("set ContainerEntrypoint", Problem(Spec with { Entrypoint = [], Arguments = [] }, Bubblewrap), StringComparison.Ordinal);
        Assert.Equal("InstanceCount 21 is more than one machine stands for; set at most 20.", Problem(Spec with { InstanceCount = 21 }, Bubblewrap));
        Assert.Contains("install bubblewrap", Problem(Spec with { NetworkIsolation = true }, Plain), StringComparison.Ordinal);
        Assert.Contains("NUL", Problem(Spec with { Arguments = ["a\0b"] }, Bubblewrap), StringComparison.Ordinal);
        Assert.Contains("'='", Problem(Spec with { Environment = [new("A=B", "c")] }, Bubblewrap), StringComparison.Ordinal);
    }

    private static string? Problem(JobSpec spec, Sandbox sandbox) => LaunchCompiler.Problem(spec, ImageCatalogue.Shipped.Find(spec.Image), sandbox);

    private static LaunchCommand Compile(JobSpec spec, Sandbox sandbox, HostView host) => LaunchCompiler.Compile(spec, sandbox, host, Places);

    private static string Text(LaunchCommand command) => string.Join(' ', command.Arguments);
}
