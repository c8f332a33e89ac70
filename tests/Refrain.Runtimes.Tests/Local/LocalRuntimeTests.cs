using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Local;

namespace Refrain.Runtimes.Tests.Local;

/// <summary>What does not depend on the sandbox: crashes between the lines, and the supervisor's coming and going.</summary>
public sealed class LocalRuntimeTests
{
    private static readonly JobSpec Writes = TestRuntime.Shell("echo kept >\"$1/file\"; echo said; printf hello >\"$2/message\"", "/opt/ml/processing/out", "/opt/ml/output") with
    {
        Directories = ["/opt/ml/output"],
        Outputs = [new JobOutput("out", "/opt/ml/processing/out", S3Uri.Parse("s3://b/out"), JobOutputForm.Files, OnlyOnSuccess: false, ["file"])],
    };

    [Fact]
    public async Task A_crash_between_the_stores_word_and_ours_changes_nothing()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var first = await local.RunAsync(Writes);

        File.Delete(Path.Combine(local.Data, "jobs", TestRuntime.Job().Value, "end.json"));
        await local.ReopenAsync();
        var second = await local.Runtime.WaitAsync(TestRuntime.Job(), Writes, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Exited(0), first.Outcome);
        Assert.Equal("hello", first.ExitMessage);
        Assert.Equal(first, second);
        Assert.Equal("kept\n", local.Store.TextAt("s3://b/out/file"));
    }

    [Fact]
    public async Task An_end_that_was_written_down_is_told_again_without_storing_twice()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var first = await local.RunAsync(Writes);

        local.Store.NextAdoptionFails = new IOException("must not be asked");
        await local.ReopenAsync();

        Assert.Equal(first, await local.Runtime.WaitAsync(TestRuntime.Job(), Writes, TestRuntime.Token));
    }

    [Fact]
    public async Task A_runtime_that_comes_later_tells_which_jobs_are_kept_until_they_are_forgotten()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        await local.RunAsync(Writes);
        Directory.CreateDirectory(Path.Combine(local.Data, "jobs", "not-a-job"));
        await local.ReopenAsync();

        Assert.Equal(TestRuntime.Job(), Assert.Single(await local.Runtime.KeptAsync(TestRuntime.Token)));
        await local.Runtime.ForgetAsync(TestRuntime.Job(), TestRuntime.Token);
        Assert.Empty(await local.Runtime.KeptAsync(TestRuntime.Token));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(local.Data, "trash")));
    }

    [Fact]
    public async Task A_store_that_refuses_is_a_fault_and_the_next_wait_finishes_the_job()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        await local.Runtime.LaunchAsync(TestRuntime.Job(), Writes, TestRuntime.Token);
        local.Store.NextAdoptionFails = new IOException("No space left on device");

        await Assert.ThrowsAsync<IOException>(() => local.Runtime.WaitAsync(TestRuntime.Job(), Writes, TestRuntime.Token));
        var end = await local.Runtime.WaitAsync(TestRuntime.Job(), Writes, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.Equal("kept\n", local.Store.TextAt("s3://b/out/file"));
    }

    [Fact]
    public async Task A_missing_blob_is_a_fault_and_the_job_is_staged_from_scratch_next_time()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var content = local.Store.Manifest(("a", "A"), ("b", "B"));
        var damaged = content with { Entries = [content.Entries[0], content.Entries[1] with { Blob = "absent" }] };
        var spec = TestRuntime.Shell("ls \"$1\"", "/opt/ml/processing/in");

        await Assert.ThrowsAsync<FileNotFoundException>(() => local.Runtime.LaunchAsync(
            TestRuntime.Job(), spec with { Inputs = [new JobInput("in", "/opt/ml/processing/in", damaged)] }, TestRuntime.Token));
        var end = await local.RunAsync(spec with { Inputs = [new JobInput("in", "/opt/ml/processing/in", new ContentManifest([content.Entries[1]]))] });

        Assert.Equal("b", end.LogTail);
    }

    [Fact]
    public async Task A_mark_without_a_process_is_a_lost_job_and_is_not_started()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var folder = Directory.CreateDirectory(Path.Combine(local.Data, "jobs", TestRuntime.Job().Value)).FullName;
        File.WriteAllText(Path.Combine(folder, "started"), "");

        var end = await local.RunAsync(TestRuntime.Shell("echo must not run"));

        Assert.IsType<JobOutcome.Lost>(end.Outcome);
        Assert.Equal("", local.Log());
    }

    [Fact]
    public async Task A_token_that_was_never_launched_is_lost()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);

        var end = await local.Runtime.WaitAsync(TestRuntime.Job(), Writes, TestRuntime.Token);

        Assert.IsType<JobOutcome.Lost>(end.Outcome);
        Assert.Null(local.Runtime.Open(TestRuntime.Job()));
    }

    [Fact]
    public async Task Keys_that_lead_out_of_the_job_are_refused()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var spec = TestRuntime.Shell("echo x") with { Inputs = [new JobInput("in", "/opt/ml/processing/in", local.Store.Manifest(("../../../../escaped", "x")))] };

        var end = await local.RunAsync(spec);

        Assert.Contains("'../../../../escaped' cannot be a path", Assert.IsType<JobOutcome.NotStarted>(end.Outcome).Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(local.Data, "escaped", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_forgotten_job_may_be_forgotten_again_and_a_living_one_is_kept()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var spec = TestRuntime.Shell("mkdir \"$1/closed\"; chmod 0 \"$1/closed\"; until [ -e \"$1/go\" ]; do sleep 0.02; done", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };
        await local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        await local.Runtime.ForgetAsync(TestRuntime.Job(), TestRuntime.Token);
        File.WriteAllText(local.OnHost("output/go"), "");
        await local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await local.Runtime.ForgetAsync(TestRuntime.Job(), TestRuntime.Token);
        await local.Runtime.ForgetAsync(TestRuntime.Job(), TestRuntime.Token);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(local.Data, "jobs")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(local.Data, "trash")));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_taken_up_again()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var spec = TestRuntime.Shell("until [ -e \"$1/go\" ]; do sleep 0.02; done; exit 3", "/opt/ml/output") with { Directories = ["/opt/ml/output"] };
        await local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        using var leaving = new CancellationTokenSource();
        var waiting = local.Runtime.WaitAsync(TestRuntime.Job(), spec, leaving.Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await local.ReopenAsync();
        File.WriteAllText(local.OnHost("output/go"), "");

        Assert.Equal(new JobOutcome.Exited(3), (await local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token)).Outcome);
    }

    [Fact]
    public async Task The_supervisor_leaves_only_when_no_job_lives_or_it_is_forced_and_then_jobs_end_as_stopped()
    {
        await using var local = new TestRuntime(Sandboxes.Plain);
        var spec = TestRuntime.Shell("sleep 100");
        await local.Runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.False(await local.Runtime.ShutdownSupervisorAsync(force: false, TestRuntime.Token));
        Assert.True(await local.Runtime.ShutdownSupervisorAsync(force: true, TestRuntime.Token));
        var end = await local.Runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Stopped(), end.Outcome);
    }

    [Fact]
    public async Task A_data_folder_with_a_long_path_is_served_as_well()
    {
        using var folder = new TestFolder();
        var deep = folder[string.Join('/', Enumerable.Repeat("a-folder-with-quite-a-long-name", 5))];
        await using var runtime = new LocalRuntime(
            new LocalRuntimeOptions { DataDirectory = deep, Sandbox = Sandboxes.Plain }, new TestStore(folder["blobs"]), NullLogger<LocalRuntime>.Instance, TimeProvider.System);
        var spec = TestRuntime.Shell("exit 8");

        await runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var socket = File.ReadAllText(Path.Combine(deep, "supervisor", "socket-path"));
        await runtime.ShutdownSupervisorAsync(force: true, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Exited(8), end.Outcome);
        await Waiting.UntilAsync(() => !Directory.Exists(Path.GetDirectoryName(socket)), "the socket's folder is removed");
    }

    [Fact]
    public void A_missing_supervisor_is_said_with_the_place()
    {
        using var folder = new TestFolder();

        var refusal = Assert.Throws<FileNotFoundException>(() => new LocalRuntime(
            new LocalRuntimeOptions { DataDirectory = folder.Path, SupervisorPath = "/no/such/supervisor" }, new TestStore(folder["blobs"]), NullLogger<LocalRuntime>.Instance, TimeProvider.System));

        Assert.Contains("/no/such/supervisor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_takes_what_works_and_says_why_it_took_no_better()
    {
        using var folder = new TestFolder();
        var bin = Directory.CreateDirectory(folder["bin"]).FullName;
        File.WriteAllText(Path.Combine(bin, "bwrap"), "#!/bin/sh\necho 'bwrap: no namespaces today' >&2\nexit 1\n");
        File.SetUnixFileMode(Path.Combine(bin, "bwrap"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = new LocalRuntimeOptions { DataDirectory = folder["data"], SearchPath = bin };

        var chosen = await SandboxProbe.ChooseAsync(options, TestRuntime.Token);
        var none = await SandboxProbe.ChooseAsync(options with { IsolationMode = IsolationMode.None }, TestRuntime.Token);

        Assert.Equal("none: bubblewrap does not work here (bwrap: no namespaces today), and unshare is not installed", chosen.Label);
        Assert.Equal("none: switched off", none.Label);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["data"]));
    }

    [Fact]
    public async Task Hidden_paths_are_not_there()
    {
        var sandbox = await Sandboxes.BubblewrapAsync();
        using var folder = new TestFolder();
        await using var runtime = new LocalRuntime(
            new LocalRuntimeOptions { DataDirectory = folder["data"], Sandbox = sandbox, HiddenPaths = ["/usr/share/doc", "/etc/hostname", "/no/such/place"] },
            new TestStore(folder["blobs"]),
            NullLogger<LocalRuntime>.Instance,
            TimeProvider.System);
        var spec = TestRuntime.Shell("ls -A /usr/share/doc; cat /etc/hostname; echo done");

        await runtime.LaunchAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        var end = await runtime.WaitAsync(TestRuntime.Job(), spec, TestRuntime.Token);
        await runtime.ShutdownSupervisorAsync(force: true, TestRuntime.Token);

        Assert.Equal(new JobOutcome.Exited(0), end.Outcome);
        Assert.EndsWith("done", end.LogTail, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, end.LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_user_has_all_of_it_too()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "these tests run as an ordinary user already");
        using var folder = new TestFolder();
        using var copy = await RunAsync("cp", "-r", AppContext.BaseDirectory, folder["tests"]);
        using var open = await RunAsync("chmod", "-R", "a+rwX", folder.Path);

        using var run = await RunAsync(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", $"HOME={folder.Path}", $"TMPDIR={folder.Path}", "USER=nobody", folder["tests/Refrain.Runtimes.Tests"],
            "-class", typeof(BubblewrapRuntimeTests).FullName!, "-class", typeof(UnshareRuntimeTests).FullName!, "-class", typeof(PlainRuntimeTests).FullName!);

        Assert.True(run.ExitCode == 0, await run.StandardOutput.ReadToEndAsync(TestRuntime.Token));
    }

    private static async Task<Process> RunAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        var words = process.StandardOutput.ReadToEndAsync(TestRuntime.Token);
        await process.WaitForExitAsync(TestRuntime.Token);
        Assert.True(process.ExitCode == 0, await words);
        return process;
    }
}
