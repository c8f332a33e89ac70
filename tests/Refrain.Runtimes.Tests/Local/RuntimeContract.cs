using System.Formats.Tar;
using System.IO.Compression;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>What jobs may rely on, whatever keeps them apart from the host.</summary>
public abstract class RuntimeContract : IAsyncLifetime
{
    private TestRuntime? opened;

    private TestRuntime Local => opened!; // set before every test

    public async ValueTask InitializeAsync() => opened = new TestRuntime(await SandboxAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (opened is not null)
        {
            await opened.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 127", 127)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public async Task The_exit_code_is_the_programs(string script, int code)
    {
        var end = await Local.RunAsync(TestRuntime.Shell(script));

        Assert.Equal(new JobOutcome.Exited(code), end.Outcome);
        Assert.True(end.StartedAt <= end.EndedAt);
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "not")]
    [InlineData("/opt/ml/absent.sh", "o")]
    [InlineData("/etc/passwd", "ermission denied")]
    public async Task A_program_that_cannot_be_started_is_said_by_its_name(string program, string because)
    {
        var end = await Local.RunAsync(TestRuntime.Shell("") with { Entrypoint = [program] });

        var reason = Assert.IsType<JobOutcome.NotStarted>(end.Outcome).Reason;
        Assert.Contains(Path.GetFileName(program), reason, StringComparison.Ordinal);
        Assert.Contains(because, reason, StringComparison.Ordinal);
        Assert.Empty(end.Outputs);
    }

    [Fact]
    public async Task Inputs_are_staged_as_copies_that_the_job_may_write_to()
    {
        var content = Local.Store.Manifest(("a.txt", "first"), ("deep/er/b.txt", "second"));
        var spec = TestRuntime.Shell("cat \"$1/a.txt\" \"$1/deep/er/b.txt\" \"$2\"; echo changed >\"$1/a.txt\"", "/opt/ml/processing/in", "/opt/ml/config/c.json") with
        {
            Inputs = [new JobInput("in", "/opt/ml/processing/in", content)],
            Files = [new JobFile("/opt/ml/config/c.json", "{}")],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.EndsWith("firstsecond{}", Local.Log(), StringComparison.Ordinal);
        Assert.Equal("changed\n", File.ReadAllText(Local.OnHost("processing/in/a.txt")));
        Assert.Equal("first", new StreamReader(Local.Store.OpenBlob(content.Entries[0].Blob)!).ReadToEnd());
    }

    [Fact]
    public async Task Outputs_are_stored_as_files_and_as_archives()
    {
        var spec = TestRuntime.Shell("mkdir \"$1/sub\"; echo 1 >\"$1/one\"; echo 2 >\"$1/sub/two\"; ln -s /etc/passwd \"$1/link\"; mkfifo \"$1/pipe\"; echo m >\"$2/m\"; mkdir \"$2/n\"; ln -s m \"$2/o\"", "/opt/ml/processing/out", "/opt/ml/model") with
        {
            Outputs =
            [
                Output("out", "/opt/ml/processing/out", "s3://b/run/out/"),
                Output("model", "/opt/ml/model", "s3://b/run/model.tar.gz") with { Form = JobOutputForm.Archive, OnlyOnSuccess = true },
                Output("none", "/opt/ml/output/data", "s3://b/run/output.tar.gz") with { Form = JobOutputForm.ArchiveIfAny },
            ],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal(["s3://b/run/model.tar.gz", "s3://b/run/out/one", "s3://b/run/out/sub/two"], Local.Store.Keys.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("2\n", Local.Store.TextAt("s3://b/run/out/sub/two"));
        Assert.Equal(["one", "sub/two"], end.Outputs[0].Content.Entries.Select(entry => entry.Path));
        Assert.Equal([""], end.Outputs[1].Content.Entries.Select(entry => entry.Path));
        Assert.Empty(end.Outputs[2].Content.Entries);
        await using var archive = new TarReader(new GZipStream(new MemoryStream(Local.Store.BytesAt("s3://b/run/model.tar.gz")), CompressionMode.Decompress));
        Assert.Equal("m", (await archive.GetNextEntryAsync(copyData: true, TestRuntime.Token))?.Name);
        Assert.Equal("n/", (await archive.GetNextEntryAsync(copyData: true, TestRuntime.Token))?.Name);
        Assert.Equal("m", (await archive.GetNextEntryAsync(copyData: true, TestRuntime.Token))?.LinkName);
    }

    [Fact]
    public async Task After_a_failure_files_are_stored_and_a_model_is_not()
    {
        var spec = TestRuntime.Shell("echo 1 >\"$1/one\"; echo m >\"$2/m\"; echo it went wrong >\"$3/failure\"; exit 9", "/opt/ml/output/data", "/opt/ml/model", "/opt/ml/output") with
        {
            Outputs =
            [
                Output("out", "/opt/ml/output/data", "s3://b/out"),
                Output("model", "/opt/ml/model", "s3://b/model.tar.gz") with { Form = JobOutputForm.Archive, OnlyOnSuccess = true },
            ],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(9), end.Outcome);
        Assert.Equal(["s3://b/out/one"], Local.Store.Keys.Keys);
        Assert.Equal("it went wrong\n", end.FailureText);
    }

    [Fact]
    public async Task A_promised_file_that_is_missing_breaks_the_job()
    {
        var spec = TestRuntime.Shell("echo fine") with
        {
            Outputs = [Output("evaluation", "/opt/ml/processing/evaluation", "s3://b/e") with { Promised = ["evaluation.json"] }],
        };

        var end = await Local.RunAsync(spec);

        var reason = Assert.IsType<JobOutcome.Broken>(end.Outcome).Reason;
        Assert.Contains("'evaluation'", reason, StringComparison.Ordinal);
        Assert.Contains("/opt/ml/processing/evaluation/evaluation.json", reason, StringComparison.Ordinal);
        Assert.Equal("fine", end.LogTail);
    }

    [Theory]
    [InlineData("rm -r \"$1\"")]
    [InlineData("rm -r \"$1\"; echo x >\"$1\"")]
    [InlineData("rm -r \"$1\"; ln -s /etc \"$1\"")]
    public async Task An_output_directory_that_was_replaced_breaks_the_job_and_nothing_behind_it_is_stored(string script)
    {
        var spec = TestRuntime.Shell(script, "/opt/ml/processing/out") with { Outputs = [Output("out", "/opt/ml/processing/out", "s3://b/o")] };

        var end = await Local.RunAsync(spec);

        Assert.Contains("/opt/ml/processing/out", Assert.IsType<JobOutcome.Broken>(end.Outcome).Reason, StringComparison.Ordinal);
        Assert.Empty(Local.Store.Keys);
    }

    [Fact]
    public async Task The_log_holds_both_streams_and_outlives_the_job()
    {
        var end = await Local.RunAsync(TestRuntime.Shell("echo to-out; echo to-err >&2; printf '[3]\\tvalidation-rmse:2.5\\n'") with
        {
            Metrics = [new MetricDefinition("validation:rmse", @".*\[[0-9]+\].*#011validation-rmse:(\S+)")],
        });
        await Local.Runtime.ForgetAsync(TestRuntime.Job(), TestRuntime.Token);

        Assert.Equal("to-out\nto-err\n[3]\tvalidation-rmse:2.5", end.LogTail);
        Assert.Equal([("validation:rmse", 2.5)], end.Metrics.Select(metric => (metric.Name, metric.Value)));
        Assert.EndsWith("to-out\nto-err\n[3]\tvalidation-rmse:2.5\n", Local.Log(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Local.Data, "jobs", TestRuntime.Job().Value)));
    }

    [Fact]
    public async Task Nothing_of_a_job_lives_after_its_end()
    {
        var mark = $"86400.{Random.Shared.NextInt64()}";
        var end = await Local.RunAsync(TestRuntime.Shell(
            $"sleep {mark} & (sleep {mark} &); (setsid sleep {mark} </dev/null >/dev/null 2>&1 3>&- 4>&- &); until [ $(pgrep -fc '^sleep {mark}') -ge 3 ]; do sleep 0.01; done; exit 5"));

        Assert.Equal(new JobOutcome.Exited(5), end.Outcome);
        Assert.Empty(Processes.With($"sleep {mark}"));
    }

    [Fact]
    public async Task A_job_is_started_once_however_often_it_is_launched()
    {
        var spec = TestRuntime.Shell("echo started >>\"$1/marks\"; sleep 0.3", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };

        var handles = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token)));
        await Local.ReopenAsync();
        var again = await Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.All(handles, handle => Assert.Equal(again, handle));
        Assert.Equal("started\n", File.ReadAllText(Local.OnHost("output/marks")));
    }

    [Fact]
    public async Task A_stop_is_heard_by_the_program()
    {
        var spec = TestRuntime.Shell("trap 'echo heard; exit 4' TERM; echo ready; while :; do sleep 0.05; done");
        await LaunchUntilLoggedAsync(spec, "ready");

        await Local.Runtime.StopAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Stopped(), end.Outcome);
        Assert.EndsWith("heard", end.LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_hear_is_killed_when_the_grace_is_over()
    {
        var spec = TestRuntime.Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done") with { StopGraceSeconds = 1 };
        await LaunchUntilLoggedAsync(spec, "ready");

        await Local.Runtime.StopAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Stopped(), end.Outcome);
        Assert.InRange((end.EndedAt - end.StartedAt!.Value).TotalSeconds, 0.9, 20);
    }

    [Fact]
    public async Task A_job_that_runs_too_long_is_stopped()
    {
        var end = await Local.RunAsync(TestRuntime.Shell("sleep 100") with { MaxRuntimeSeconds = 1 });

        Assert.Equal(new JobOutcome.TimedOut(1), end.Outcome);
    }

    [Fact]
    public async Task A_job_survives_the_kill_of_its_supervisor_and_keeps_its_exit_code()
    {
        var spec = TestRuntime.Shell("echo ready; until [ -e \"$1/go\" ]; do sleep 0.02; done; echo went on; exit 6", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };
        await LaunchUntilLoggedAsync(spec, "ready");
        var waiting = Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Local.KillSupervisor();
        File.WriteAllText(Local.OnHost("output/go"), "");
        var end = await waiting;

        Assert.Equal(new JobOutcome.Exited(6), end.Outcome);
        Assert.EndsWith("went on", end.LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_ended_while_no_supervisor_lived_is_found_with_its_exit_code_and_nothing_of_it_stays()
    {
        var mark = $"86400.{Random.Shared.NextInt64()}";
        var spec = TestRuntime.Shell($"sleep {mark} & echo ready; until [ -e \"$1/go\" ]; do sleep 0.02; done; echo bye; exit 7", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };
        await LaunchUntilLoggedAsync(spec, "ready");

        await Local.Runtime.DisposeAsync();
        Local.KillSupervisor();
        File.WriteAllText(Local.OnHost("output/go"), "");
        await Waiting.UntilAsync(() => Local.LauncherWord().Contains("exit-code", StringComparison.Ordinal), "the launcher's word");
        await Local.ReopenAsync();
        var end = await Local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Exited(7), end.Outcome);
        Assert.Empty(Processes.With($"sleep {mark}"));
    }

    [Fact]
    public async Task The_environment_is_the_jobs_alone()
    {
        Environment.SetEnvironmentVariable("REFRAIN_TEST_SECRET", "hush");

        await Local.RunAsync(TestRuntime.Shell("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c '^REFRAIN_TEST_SECRET=hush' >&2; :") with { Environment = [new("GIVEN", "yes"), new("LANG", "C")] });

        var lines = Local.Log().Split('\n');
        Assert.Contains("GIVEN=yes", lines);
        Assert.Contains("LANG=C", lines);
        Assert.DoesNotContain("REFRAIN_TEST_SECRET=hush", lines);
        if (HidesTheHost)
        {
            Assert.Contains("0", lines); // nor in any process that it can look at
        }
    }

    [Fact]
    public async Task Files_of_its_own_go_to_a_private_home()
    {
        var end = await Local.RunAsync(TestRuntime.Shell("set -e; echo x >$HOME/h; echo x >$TMPDIR/t; echo x >/dev/null; test -w \"$1\"", "/opt/ml"));

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.True(File.Exists(Path.Combine(Local.Data, "jobs", TestRuntime.Job().Value, "tmp", "h")));
    }

    [Fact]
    public async Task A_dotnet_program_runs()
    {
        var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "refrain-supervisor.*").Select(path => new ManifestEntry(Path.GetFileName(path), Local.Store.AddBlob(File.ReadAllBytes(path)), 1));
        var spec = TestRuntime.Shell("") with
        {
            Entrypoint = ["dotnet", "/opt/ml/processing/code/refrain-supervisor.dll"],
            Inputs = [new JobInput("code", "/opt/ml/processing/code", new ContentManifest(files.ToValueList()))],
        };

        var end = await Local.RunAsync(spec);

        Assert.Equal(new JobOutcome.Exited(2), end.Outcome);
        Assert.StartsWith("usage: refrain-supervisor", end.LogTail, StringComparison.Ordinal);
    }

    /// <summary>True when other processes and the data folder are out of sight.</summary>
    protected virtual bool HidesTheHost => true;

    internal abstract Task<Sandbox> SandboxAsync();

    internal TestRuntime Opened => Local;

    private static JobOutput Output(string name, string path, string uri) => new(name, path, S3Uri.Parse(uri), JobOutputForm.Files, OnlyOnSuccess: false, []);

    private async Task LaunchUntilLoggedAsync(JobSpec spec, string line)
    {
        await Local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await Waiting.UntilAsync(() => Local.Log().Contains($"{line}\n", StringComparison.Ordinal), $"'{line}' in the log");
    }
}
