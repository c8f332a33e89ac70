using System.Diagnostics;
using Refrain.Supervisor.Jobs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Tests;

public sealed class SupervisorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_end_is_told_and_recorded_with_what_the_job_used()
    {
        await using var supervisor = await ReadyAsync();

        Assert.Equal(JobStates.Running, (await supervisor.LaunchAsync("j", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 3")).State);
        var exit = await supervisor.EndOfAsync("j");

        Assert.Equal((Outcomes.Exited, 3), (exit.Outcome, exit.Code));
        Assert.True(exit.UserSeconds + exit.SystemSeconds > 0.001, $"CPU: {exit.UserSeconds} + {exit.SystemSeconds}");
        Assert.True(exit.MaxResidentKib > 100);
        Assert.Equal(exit, (await supervisor.AskAsync(Operations.Status, "j")).Exit);
        Assert.Contains("\"code\":3", await File.ReadAllTextAsync(Path.Combine(supervisor.Data, "jobs", "j", "exit.json"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launcher_that_is_not_there_is_no_start()
    {
        await using var supervisor = await ReadyAsync();
        var root = Directory.CreateDirectory(Path.Combine(supervisor.Data, "jobs", "j")).FullName;
        var terms = new JobTerms { Log = Path.Combine(root, "log"), MaxRuntimeSeconds = 1, GraceSeconds = 1, Wrappers = 1, NotStartedPrefixes = [] };
        var order = new LaunchOrder { File = "/no/such/launcher", Arguments = ["x"], Environment = [], Directory = "/", Terms = terms };

        var reply = await supervisor.AskAsync(new Request { Operation = Operations.Start, Id = 0, Job = "j", Order = order });

        Assert.Equal(Outcomes.NotStarted, reply.Exit?.Outcome);
        Assert.Contains("/no/such/launcher", reply.Exit?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_supervisors_never_serve_one_folder()
    {
        await using var supervisor = await ReadyAsync();

        Assert.Equal(Meeting.AnotherOneServes, await supervisor.StartAsync());
        Assert.Equal(0, (await supervisor.AskAsync(Operations.Ping)).LiveJobs);
    }

    [Fact]
    public async Task Only_its_owner_may_connect()
    {
        await using var supervisor = await ReadyAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Meeting.Socket(supervisor.Data)));
    }

    [Fact]
    public async Task What_is_no_request_is_answered_as_such_and_harms_nobody()
    {
        await using var supervisor = await ReadyAsync();

        await supervisor.SendAsync("not json");
        Assert.Contains("not a request", (await supervisor.NextAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("'../x'", (await supervisor.AskAsync(Operations.Status, "../x")).Error, StringComparison.Ordinal);
        Assert.Contains("'dance'", (await supervisor.AskAsync("dance", "j")).Error, StringComparison.Ordinal);
        Assert.Equal(JobStates.Unknown, (await supervisor.AskAsync(Operations.Wait, "j")).State);
    }

    [Fact]
    public async Task It_leaves_by_itself_when_nobody_needs_it()
    {
        await using var supervisor = new TestSupervisor();
        await supervisor.StartAsync(idleSeconds: 1);
        await supervisor.ConnectAsync();
        await supervisor.LaunchAsync("j", "exit 0");
        await supervisor.EndOfAsync("j");

        supervisor.Disconnect();
        await supervisor.Process.WaitForExitAsync(Token);

        Assert.Equal(0, supervisor.Process.ExitCode);
        Assert.False(File.Exists(Meeting.Socket(supervisor.Data)));
    }

    [Fact]
    public async Task A_shutdown_is_refused_while_a_job_lives()
    {
        await using var supervisor = await ReadyAsync();
        await supervisor.LaunchAsync("j", "sleep 100");

        Assert.Contains("1 jobs still run", (await supervisor.AskAsync(Operations.Shutdown)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_leaves_jobs_alone_and_the_next_one_finds_them()
    {
        await using var supervisor = await ReadyAsync();
        await supervisor.LaunchAsync("j", "echo ready; until [ -e go ]; do sleep 0.02; done; exit 9");
        await supervisor.UntilLoggedAsync("j", "ready");

        using (var kill = Process.Start("kill", ["-TERM", supervisor.Process.Id.ToString()]))
        {
            await kill.WaitForExitAsync(Token);
        }

        await supervisor.Process.WaitForExitAsync(Token);
        await supervisor.StartAsync();
        await supervisor.ConnectAsync();
        File.WriteAllText(Path.Combine(supervisor.Data, "jobs", "j", "go"), "");
        var exit = await supervisor.EndOfAsync("j");

        Assert.Equal((Outcomes.Exited, 9), (exit.Outcome, exit.Code));
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_is_remembered_over_a_crash()
    {
        await using var supervisor = await ReadyAsync();
        await supervisor.LaunchAsync("j", "trap 'echo heard' TERM; echo ready; until [ -e go ]; do sleep 0.02; done; exit 0");
        await supervisor.UntilLoggedAsync("j", "ready");
        await supervisor.AskAsync(new Request { Operation = Operations.Stop, Id = 0, Job = "j", GraceSeconds = 30 });
        await supervisor.UntilLoggedAsync("j", "heard");

        await supervisor.KillAndRestartAsync();
        File.WriteAllText(Path.Combine(supervisor.Data, "jobs", "j", "go"), "");

        Assert.Equal(Outcomes.Stopped, (await supervisor.EndOfAsync("j")).Outcome);
    }

    [Fact]
    public async Task The_time_limit_counts_from_the_start_also_over_a_crash()
    {
        await using var supervisor = await ReadyAsync();
        await supervisor.LaunchAsync("j", "trap '' TERM; echo ready; while :; do sleep 0.05; done", maxRuntimeSeconds: 2, graceSeconds: 0);
        await supervisor.UntilLoggedAsync("j", "ready");

        await supervisor.KillAndRestartAsync();
        var exit = await supervisor.EndOfAsync("j");

        Assert.Equal(Outcomes.TimedOut, exit.Outcome);
        Assert.InRange((exit.EndedAt - exit.StartedAt!.Value).TotalSeconds, 1.9, 20);
    }

    [Fact]
    public async Task A_later_stop_may_only_shorten_the_grace()
    {
        await using var supervisor = await ReadyAsync();
        await supervisor.LaunchAsync("j", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await supervisor.UntilLoggedAsync("j", "ready");

        await supervisor.AskAsync(new Request { Operation = Operations.Stop, Id = 0, Job = "j", GraceSeconds = 600 });
        await supervisor.AskAsync(new Request { Operation = Operations.Stop, Id = 0, Job = "j", GraceSeconds = 0 });

        Assert.Equal(Outcomes.Stopped, (await supervisor.EndOfAsync("j")).Outcome);
    }

    [Fact]
    public async Task A_launcher_that_was_killed_is_a_lost_job_and_takes_its_program_along()
    {
        await using var supervisor = await ReadyAsync();
        var mark = $"86400.{Random.Shared.NextInt64()}";
        await supervisor.LaunchAsync("j", $"echo $PPID; exec sleep {mark}");
        await supervisor.UntilLoggedAsync("j", "\n");
        var launcher = int.Parse(await File.ReadAllTextAsync(Path.Combine(supervisor.Data, "jobs", "j", "log"), Token));

        Process.GetProcessById(launcher).Kill();
        var exit = await supervisor.EndOfAsync("j");

        Assert.Equal(Outcomes.Lost, exit.Outcome);
        Assert.Contains("killed by signal 9", exit.Reason, StringComparison.Ordinal);
        using var look = Process.Start(new ProcessStartInfo("pgrep", ["-f", $"^sleep {mark}"]) { RedirectStandardOutput = true })!;
        Assert.Equal("", await look.StandardOutput.ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData(false, false, "exited")]
    [InlineData(true, false, "lost")]
    [InlineData(false, true, "lost")]
    public async Task A_start_that_broke_off_before_there_was_a_process_is_made_again_and_no_other(bool spawned, bool earlierBoot, string outcome)
    {
        await using var supervisor = await ReadyAsync();
        var folder = new JobFolder(supervisor.Data, "j");
        Directory.CreateDirectory(folder.Root);
        var terms = new JobTerms { Log = Path.Combine(folder.Root, "log"), MaxRuntimeSeconds = 60, GraceSeconds = 1, Wrappers = 1, NotStartedPrefixes = [] };
        folder.WriteStarted(new StartedMark(DateTimeOffset.UnixEpoch, earlierBoot ? "another" : StartedMark.ThisBoot, terms));
        if (spawned)
        {
            await File.WriteAllTextAsync(folder.Spawned, "", Token);
        }

        await supervisor.LaunchAsync("j", "exit 0");

        Assert.Equal(outcome, (await supervisor.EndOfAsync("j")).Outcome);
    }

    [Fact]
    public async Task Many_jobs_at_once_each_get_their_own_end()
    {
        await using var supervisor = await ReadyAsync();
        foreach (var number in Enumerable.Range(0, 40))
        {
            await supervisor.LaunchAsync($"j{number}", $"exit {number}");
        }

        foreach (var number in Enumerable.Range(0, 40))
        {
            Assert.Equal(number, (await supervisor.EndOfAsync($"j{number}")).Code);
        }

        Assert.Equal(0, (await supervisor.AskAsync(Operations.Ping)).LiveJobs);
    }

    [Fact]
    public async Task Wrong_arguments_and_a_folder_that_cannot_be_used_are_said()
    {
        using var usage = TestSupervisor.Run("--data");
        using var refused = TestSupervisor.Run("--data-dir", "/dev/null/x");
        await usage.WaitForExitAsync(Token);
        await refused.WaitForExitAsync(Token);

        Assert.Equal(2, usage.ExitCode);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("/dev/null/x cannot be served", await refused.StandardError.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<TestSupervisor> ReadyAsync()
    {
        var supervisor = new TestSupervisor();
        Assert.Equal(Meeting.Ready, await supervisor.StartAsync());
        await supervisor.ConnectAsync();
        return supervisor;
    }
}
