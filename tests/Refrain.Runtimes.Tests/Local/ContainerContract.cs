using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>What programs written for a container find where an entry of the catalogue stands for its image, whatever keeps them apart from the host.</summary>
public abstract class ContainerContract : IAsyncLifetime
{
    private const string Image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3";

    private TestRuntime? opened;

    private protected TestRuntime Local => opened!; // set before every test

    /// <summary>False without a sandbox: then the lines of all hosts are one log's, and nobody's.</summary>
    protected virtual bool NamesHosts => true;

    public async ValueTask InitializeAsync() => opened = new TestRuntime(await SandboxAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (opened is not null)
        {
            await opened.DisposeAsync();
        }
    }

    [Fact]
    public async Task Python_is_the_interpreter_of_the_images_entry_by_each_of_its_names()
    {
        var end = await Local.RunAsync(TestRuntime.Shell("python -c 'import sys; print(sys.executable)'; python3 -c 'import sys; print(sys.executable)'; command -v pip") with { Image = Image });

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Contains("/usr/bin/python3\n/usr/bin/python3\n", Local.Log(), StringComparison.Ordinal);
        Assert.EndsWith("/.refrain/bin/pip\n", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_host_has_its_name_its_share_and_a_file_system_of_its_own()
    {
        var script = "cat \"$1/config.json\"; ls \"$2\" | tr '\\n' ' '; echo; hostless=$(ls \"$3\"); echo \"before:$hostless\"; ls \"$2\" >\"$3/of-$(cat \"$1/config.json\")\"";
        var spec = TestRuntime.Shell(script, "/opt/ml/config", "/opt/ml/processing/in", "/opt/ml/processing/out") with
        {
            InstanceCount = 2,
            Inputs = [new JobInput("in", "/opt/ml/processing/in", Local.Store.Manifest(("a", "1"), ("b", "2"), ("c", "3"))) { Use = new JobInputUse { Sharded = true } }],
            Files = [new JobFile("/opt/ml/config/config.json", "one", "algo-1"), new JobFile("/opt/ml/config/config.json", "two", "algo-2")],
            Outputs = [Output("out", "/opt/ml/processing/out", "s3://b/out")],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal(["of-one", "of-two"], end.Outputs[0].Content.Entries.Select(entry => entry.Path));
        Assert.Equal("a\nc\n", Local.Store.TextAt("s3://b/out/of-one"));
        Assert.Equal("b\n", Local.Store.TextAt("s3://b/out/of-two"));
        Assert.Equal(2, Local.Log().Split("before:\n").Length - 1);
        Assert.Contains(NamesHosts ? "algo-2: twob" : "twob", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_host_that_fails_ends_the_job_and_the_others()
    {
        var mark = $"86400.{Random.Shared.NextInt64()}";
        var spec = TestRuntime.Shell($"if [ \"$(cat \"$1\")\" = two ]; then echo because >\"$2/failure\"; exit 7; fi; sleep {mark}", "/opt/ml/config/name", "/opt/ml/output") with
        {
            InstanceCount = 2,
            Files = [new JobFile("/opt/ml/config/name", "one", "algo-1"), new JobFile("/opt/ml/config/name", "two", "algo-2")],
            Directories = ["/opt/ml/output"],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(7), end.Outcome);
        Assert.Equal("because\n", end.FailureText);
        Assert.Empty(Processes.With($"sleep {mark}"));
    }

    [Fact]
    public async Task A_stop_reaches_the_program_of_every_host()
    {
        var spec = TestRuntime.Shell("trap 'echo stopped >\"$1/file-$$\"; exit 0' TERM; echo ready; while :; do sleep 0.02; done", "/opt/ml/output/data") with
        {
            InstanceCount = 2,
            Outputs = [Output("out", "/opt/ml/output/data", "s3://b/model.tar.gz") with { Form = JobOutputForm.Archive, OnlyOnSuccess = true }],
        };
        await Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Waiting.UntilAsync(() => Local.Log().Split("ready").Length == 3, "both hosts");

        await Local.Runtime.StopAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Stopped(), end.Outcome);
        Assert.True(end.EndedAt - end.StartedAt < TimeSpan.FromSeconds(spec.StopGraceSeconds), $"ended by SIGKILL: {end}");
        Assert.Equal(["s3://b/model.tar.gz"], Local.Store.Keys.Keys); // a job that was stopped keeps its artifacts
    }

    [Fact]
    public async Task A_job_that_runs_out_of_time_may_save_its_model()
    {
        var spec = TestRuntime.Shell("trap 'echo half >\"$1/model\"; exit 1' TERM; while :; do sleep 0.02; done", "/opt/ml/model") with
        {
            MaxRuntimeSeconds = 1,
            Outputs = [Output("model", "/opt/ml/model", "s3://b/model") with { OnlyOnSuccess = true }],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.TimedOut(1), end.Outcome);
        Assert.Equal("half\n", Local.Store.TextAt("s3://b/model/model"));
    }

    [Fact]
    public async Task A_script_gets_its_sources_its_variables_and_its_hyperparameters()
    {
        const string Train = """
            import json, os, sys
            print(json.dumps(sys.argv[1:]))
            print(os.getcwd().endswith("code"), os.environ["SM_HP_DEPTH"], os.environ["SM_CURRENT_HOST"], os.environ["SM_CHANNELS"], json.loads(os.environ["SM_TRAINING_ENV"])["num_gpus"])
            import helper
            with open(os.path.join(os.environ["SM_MODEL_DIR"], "model"), "w") as f: f.write(helper.NAME)
            """;
        var spec = Script(Archive(("train.py", Train), ("helper.py", "NAME = 'made'"))) with
        {
            Outputs = [Output("model", "/opt/ml/model", "s3://b/model")],
            Directories = ["/opt/ml/code", "/opt/ml/output"],
        };

        var end = await Local.RunAsync(spec);

        Assert.True(end.Outcome == new JobOutcome.Exited(0), Local.Log());
        Assert.Contains("""["-a", "x y", "--depth", "5"]""", Local.Log(), StringComparison.Ordinal);
        Assert.Contains("True 5 algo-1 [\"train\"] 0", Local.Log(), StringComparison.Ordinal);
        Assert.Equal("made", Local.Store.TextAt("s3://b/model/model"));
    }

    [Fact]
    public async Task Requirements_that_are_met_need_neither_pip_nor_a_network()
    {
        var spec = Script(Archive(("train.py", "print('ran')"), ("requirements.txt", "# nothing to fetch\npip>=1\nnot-on-this-machine==1; python_version < '3'\n")));

        var end = await Local.RunAsync(spec with { Environment = [new("PIP_NO_INDEX", "1")] });

        Assert.True(end.Outcome == new JobOutcome.Exited(0), Local.Log());
        Assert.DoesNotContain("Requirement already satisfied", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requirements_that_cannot_be_met_fail_the_job_with_a_reason()
    {
        var end = await Local.RunAsync(
            Script(Archive(("train.py", "print('ran')"), ("requirements.txt", "no-such-package-anywhere==1\n"))) with { Environment = [new("PIP_NO_INDEX", "1")] });

        Assert.Equal(new JobOutcome.Exited(1), end.Outcome);
        Assert.Contains("the packages of requirements.txt could not be installed", end.FailureText, StringComparison.Ordinal);
        Assert.Contains("no-such-package-anywhere", Local.Log(), StringComparison.Ordinal);
        Assert.DoesNotContain("ran\n", Local.Log(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../escaped", null)]
    [InlineData("link", "../../../etc")]
    [InlineData("link", "/etc/passwd")]
    public async Task An_archive_that_leads_out_of_its_folder_is_not_run(string name, string? linksTo)
    {
        var end = await Local.RunAsync(Script(Local.Store.AddBlob(TestArchive.Of(new TestArchive.Entry(name, "x", linksTo)))));

        Assert.Contains("outside the folder", Assert.IsType<JobOutcome.NotStarted>(end.Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_framework_processors_wrapper_unpacks_installs_and_runs()
    {
        const string Wrapper = """
            #!/bin/bash
            cd "$(dirname "$0")/../code/"
            tar -xzf sourcedir.tar.gz
            set -e
            if [[ -f 'requirements.txt' ]]; then
                pip uninstall --yes typing
                pip install -r requirements.txt
            fi
            python prepare.py "$@"
            """;
        var code = Local.Store.AddBlob(TestArchive.Of(new TestArchive.Entry("prepare.py", "import sys; print('prepared', sys.argv[1:])", null), new TestArchive.Entry("requirements.txt", "pip\n", null)));
        var end = await Local.RunAsync(new JobSpec
        {
            JobName = "pipelines-abc-Prepare-xyz",
            Image = Image,
            Entrypoint = ["/bin/bash", "/opt/ml/processing/input/entrypoint/runproc.sh"],
            Arguments = ["--rows", "5"],
            Inputs =
            [
                new JobInput("code", "/opt/ml/processing/input/code/", new ContentManifest([new ManifestEntry("sourcedir.tar.gz", code, 1)])),
                new JobInput("entrypoint", "/opt/ml/processing/input/entrypoint", Local.Store.Manifest(("runproc.sh", Wrapper))),
            ],
            Environment = [new("PIP_NO_INDEX", "1")],
            MaxRuntimeSeconds = 60,
        });

        Assert.True(end.Outcome == new JobOutcome.Exited(0), Local.Log());
        Assert.EndsWith("prepared ['--rows', '5']\n", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_drivers_of_a_model_trainer_can_be_made_executable_where_they_lie()
    {
        const string Driver = "/opt/ml/input/data/sm_drivers/sm_train.sh";
        var end = await Local.RunAsync(TestRuntime.Shell("chmod +x \"$1\" && \"$1\"", Driver) with
        {
            Image = Image,
            Verb = "train",
            Inputs = [new JobInput("sm_drivers", "/opt/ml/input/data/sm_drivers", Local.Store.Manifest(("sm_train.sh", "#!/bin/bash\nset -e\necho driven by $(basename \"$0\")\npython3 --version\n")))],
            Directories = ["/opt/ml/input/data"],
        });

        Assert.True(end.Outcome == new JobOutcome.Exited(0), Local.Log());
        Assert.Contains("driven by sm_train.sh\nPython 3", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_in_pipe_mode_is_read_once_for_each_epoch()
    {
        var spec = TestRuntime.Shell("cat \"$1_0\"; echo; cat \"$1_1\"; echo; head -c 1 \"$1_2\"; echo; cat \"$1_3\"", "/opt/ml/input/data/train") with
        {
            Inputs = [new JobInput("train", "/opt/ml/input/data/train", Local.Store.Manifest(("a", "first"), ("b", "second"))) { Use = new JobInputUse { Pipe = new JobPipe(false, false) } }],
            Directories = ["/opt/ml/input/data"],
        };

        var end = await Local.RunAsync(spec);

        Assert.True(end.Outcome == new JobOutcome.Exited(0), Local.Log());
        Assert.EndsWith("firstsecond\nfirstsecond\nf\nfirstsecond", Local.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_continuous_outputs_hold_is_stored_while_the_job_runs()
    {
        var spec = TestRuntime.Shell("echo one >\"$1/first\"; until [ -e \"$1/go\" ]; do sleep 0.02; done; rm \"$1/go\"", "/opt/ml/checkpoints") with
        {
            Outputs = [Output("checkpoints", "/opt/ml/checkpoints", "s3://b/checkpoints") with { Continuous = true }],
        };
        await Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var waiting = Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        await Waiting.UntilAsync(() => Local.Store.Keys.ContainsKey("s3://b/checkpoints/first"), "the first checkpoint");
        var running = !waiting.IsCompleted;
        File.WriteAllText(Local.OnHost("checkpoints/go"), "");
        var end = await waiting;

        Assert.True(running);
        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal(["first"], end.Outputs[0].Content.Entries.Select(entry => entry.Path));
    }

    internal abstract Task<Sandbox> SandboxAsync();

    private static JobSpec Script(string archive) => new()
    {
        JobName = "pipelines-abc-Train-xyz",
        Image = Image,
        Verb = "train",
        Script = new JobScript
        {
            Program = "train.py",
            Source = "s3://b/sourcedir.tar.gz",
            JobName = "pipelines-abc-Train-xyz",
            HyperParameters = [new("a", new RawJson("\"x y\"")), new("depth", new RawJson("5"))],
            InputDataConfig = new RawJson("""{"train":{"TrainingInputMode":"File"}}"""),
            Cluster = JobCluster.Of("ml.m5.xlarge", 1),
        },
        Inputs = [new JobInput("sources", JobScript.CodeDirectory, new ContentManifest([new ManifestEntry("sourcedir.tar.gz", archive, 1)])) { Use = new JobInputUse { Unpacked = true } }],
        Directories = ["/opt/ml/code", "/opt/ml/output"],
        MaxRuntimeSeconds = 60,
    };

    private string Archive(params (string Name, string Text)[] files) => Local.Store.AddBlob(TestArchive.Of(files.Select(file => new TestArchive.Entry(file.Name, file.Text, null))));

    private static JobOutput Output(string name, string path, string uri) => new(name, path, S3Uri.Parse(uri), JobOutputForm.Files, OnlyOnSuccess: false, []);
}

public abstract class SandboxedContainerContract : ContainerContract
{
    [Fact]
    public async Task Hosts_find_each_other_by_name()
    {
        await Local.RunAsync(TestRuntime.Shell("getent hosts algo-1 algo-2 localhost") with { InstanceCount = 2 });
        await Local.RunAsync(TestRuntime.Shell("getent hosts algo-1"), TestRuntime.Job("Alone"));

        Assert.Contains("127.0.0.2       algo-2", Local.Log(), StringComparison.Ordinal);
        Assert.Contains("algo-1", Local.Log(TestRuntime.Job("Alone")), StringComparison.Ordinal);
    }
}

public sealed class BubblewrapContainerTests : SandboxedContainerContract
{
    [Fact]
    public async Task A_channel_in_FastFile_mode_cannot_be_written_to()
    {
        var spec = TestRuntime.Shell("cat \"$1/rows\"; echo more >\"$1/rows\"", "/opt/ml/input/data/train") with
        {
            Inputs = [new JobInput("train", "/opt/ml/input/data/train", Local.Store.Manifest(("rows", "1,2"))) { Use = new JobInputUse { ReadOnly = true } }],
        };

        var end = await Local.RunAsync(spec);

        Assert.NotEqual(new JobOutcome.Exited(0), end.Outcome);
        Assert.StartsWith("1,2", Local.Log(), StringComparison.Ordinal);
        Assert.Contains("Read-only file system", Local.Log(), StringComparison.Ordinal);
    }

    internal override Task<Sandbox> SandboxAsync() => Sandboxes.BubblewrapAsync();
}

public sealed class UnshareContainerTests : SandboxedContainerContract
{
    internal override Task<Sandbox> SandboxAsync() => Sandboxes.UnshareAsync();
}

public sealed class PlainContainerTests : ContainerContract
{
    protected override bool NamesHosts => false;

    internal override Task<Sandbox> SandboxAsync() => Task.FromResult(Sandboxes.Plain);
}
