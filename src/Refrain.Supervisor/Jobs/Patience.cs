using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>
/// Stops jobs: SIGTERM to the job's own processes (never to a sandbox's, which would take the job down with SIGKILL), SIGKILL when the grace is over. The time limit is the
/// same with another word for it. All of it is counted from marks on disk, so a supervisor that comes after a crash goes on with it.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromHours(24);

    /// <summary>Sets the alarm of a job that has just begun, here or before a crash.</summary>
    public static void Arm(RunningJob job, TimeProvider clock, Journal journal)
    {
        job.Alarm = clock.CreateTimer(_ => Ring(job, clock, journal), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Next(job, clock);
    }

    /// <summary>Decides a stop. The first decision keeps its word; a later one may only shorten the grace.</summary>
    public static void Stop(RunningJob job, string outcome, int graceSeconds, TimeProvider clock, Journal journal)
    {
        lock (job.Gate)
        {
            if (job.Phase != JobPhase.Running)
            {
                return;
            }

            var mark = new StoppingMark(job.Stopping?.Outcome ?? outcome, clock.GetUtcNow(), graceSeconds);
            if (job.Stopping is { } before && before.KillAt <= mark.KillAt)
            {
                return;
            }

            Keep(job, mark, journal);
            Act(job, clock);
        }
    }

    /// <summary>The process that leads the job, when we did not start it ourselves; 0 when it cannot be found.</summary>
    public static int FindLauncher(RunningJob job)
    {
        var holders = ProcessTable.HoldersOf(job.Folder.Status).Where(id => id != Environment.ProcessId).ToHashSet();
        return holders.FirstOrDefault(id => ProcessTable.Find(id) is { } entry && !holders.Contains(entry.Parent));
    }

    private static void Ring(RunningJob job, TimeProvider clock, Journal journal)
    {
        lock (job.Gate)
        {
            if (job.Phase != JobPhase.Running)
            {
                return;
            }

            var now = clock.GetUtcNow();
            if (job.Stopping is null && now >= Limit(job))
            {
                Keep(job, new StoppingMark(Outcomes.TimedOut, now, job.Started!.Terms.GraceSeconds), journal); // it runs, so it has its mark
            }

            Act(job, clock);
        }
    }

    private static void Keep(RunningJob job, StoppingMark mark, Journal journal)
    {
        job.Stopping = mark;
        try
        {
            job.Folder.WriteStopping(mark);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            journal.Write($"job {job.Folder.Name}: the stop cannot be kept, going on without: {refused.Message}");
        }
    }

    private static void Act(RunningJob job, TimeProvider clock)
    {
        if (job.Stopping is { } stopping)
        {
            if (!job.Asked)
            {
                job.Asked = Signal(job, Native.SignalTerminate, job.Started!.Terms.Wrappers);
            }

            if (clock.GetUtcNow() >= stopping.KillAt)
            {
                // The first time the launcher is spared, so that it can still write down how the job ended.
                Signal(job, Native.SignalKill, job.Kills++ == 0 ? 1 : 0);
            }
        }

        Next(job, clock);
    }

    private static bool Signal(RunningJob job, int signal, int distance)
    {
        var launcher = !job.Adopted || ProcessTable.Holds(job.Launcher, job.Folder.Status) ? job.Launcher : FindLauncher(job);
        if (launcher == 0)
        {
            return false;
        }

        var table = ProcessTable.Read();
        var targets = table.Below(launcher).Where(below => below.Distance >= distance && !below.Process.Zombie).Select(below => below.Process.Id).ToList();
        if (distance == 0)
        {
            targets.Add(launcher);
        }

        foreach (var process in targets)
        {
            _ = Native.Kill(process, signal);
        }

        return targets.Count > 0;
    }

    private static void Next(RunningJob job, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var due = job.Stopping switch
        {
            null => Limit(job) - now,
            _ when job.Kills > 0 => KillAgain,
            { } when !job.Asked => Again,
            { } stopping => stopping.KillAt - now,
        };
        job.Alarm?.Change(TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, LongestNap.Ticks)), Timeout.InfiniteTimeSpan);
    }

    private static DateTimeOffset Limit(RunningJob job) => job.Started!.At.AddSeconds(job.Started.Terms.MaxRuntimeSeconds); // it runs, so it has its mark
}
