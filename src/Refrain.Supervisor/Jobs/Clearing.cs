using Refrain.Supervisor.Linux;

namespace Refrain.Supervisor.Jobs;

/// <summary>
/// Ends everything a job left behind: its session's group, the first process of its sandbox (the kernel then ends all the others), and, where there was no sandbox,
/// orphans that came to us and are recognised as the job's.
/// </summary>
internal static class Clearing
{
    /// <summary>Patience with leftovers of an adopted job, in rounds of <see cref="RoundMs"/>.</summary>
    private const int Rounds = 500;
    private const int RoundMs = 20;

    /// <summary>The table is not read in one instant, so only two rounds without a find say that nothing is left.</summary>
    private const int QuietRounds = 2;

    /// <summary>First move after the main process has ended; what dies as our child is awaited in <see cref="RunningJob.Leftovers"/>.</summary>
    public static void KillSession(RunningJob job, OwnedProcesses owned)
    {
        _ = Native.Kill(-job.Launcher, Native.SignalKill);
        if (job.Folder.ReadStatus().FirstProcess is not { } first)
        {
            return;
        }

        if (ProcessTable.Find(first)?.Parent == Environment.ProcessId)
        {
            _ = Native.Kill(first, Native.SignalKill);
            Await(job, owned, first);
        }
        else
        {
            job.Usage = job.Usage.And(owned.ClaimStranger(first));
        }
    }

    /// <summary>Kills what else there is; true when something has still to be waited for.</summary>
    public static bool KillStrays(RunningJob job, OwnedProcesses owned)
    {
        foreach (var stray in Strays(job, owned))
        {
            foreach (var (descendant, _) in ProcessTable.Read().Below(stray))
            {
                _ = Native.Kill(descendant.Id, Native.SignalKill);
            }

            _ = Native.Kill(stray, Native.SignalKill);
            Await(job, owned, stray);
        }

        return job.Leftovers.Count > 0;
    }

    /// <summary>The same for a job that is not our child: looks and kills until nothing is left.</summary>
    /// <returns>What could not be ended in ten seconds.</returns>
    public static IReadOnlyList<int> KillAdopted(RunningJob job)
    {
        IReadOnlyList<int> left = [];
        var quiet = 0;
        for (var round = 0; round < Rounds; round++)
        {
            left = [.. ProcessTable.Read().Entries.Where(entry => !entry.Zombie && IsOf(job, entry)).Select(entry => entry.Id)];
            quiet = left.Count == 0 ? quiet + 1 : 0;
            if (quiet == QuietRounds)
            {
                return left;
            }

            foreach (var process in left)
            {
                _ = Native.Kill(process, Native.SignalKill);
            }

            Thread.Sleep(RoundMs);
        }

        return left;
    }

    private static List<int> Strays(RunningJob job, OwnedProcesses owned)
    {
        var sandboxed = job.Started?.Terms.Wrappers > 1;
        if (sandboxed && !LockFile.IsHeld(job.Folder.Alive))
        {
            return [];
        }

        // A stray that ends while we look may hand us children of its own that were in no list yet: then we look again.
        var dead = new HashSet<int>();
        while (true)
        {
            var entries = Orphans(owned);
            var strays = entries.Where(orphan => orphan.Entry is { Zombie: false } entry && entry.Parent == Environment.ProcessId && IsOf(job, entry))
                .Select(orphan => orphan.Id).ToList();
            var known = dead.Count;
            dead.UnionWith(entries.Where(orphan => orphan.Entry is not { Zombie: false }).Select(orphan => orphan.Id));
            if (strays.Count > 0 || dead.Count == known)
            {
                return strays;
            }
        }
    }

    private static List<(int Id, ProcessEntry? Entry)> Orphans(OwnedProcesses owned)
    {
        var all = ProcessTable.Orphans() ?? [.. ProcessTable.Read().Entries.Where(entry => entry.Parent == Environment.ProcessId).Select(entry => entry.Id)];
        return [.. all.Where(id => !owned.Knows(id)).Select(id => (id, ProcessTable.Find(id)))];
    }

    private static bool IsOf(RunningJob job, ProcessEntry entry) =>
        entry.Id != Environment.ProcessId
        && ((job.Launcher > 0 && entry.Session == job.Launcher)
            || ProcessTable.Holds(entry.Id, job.Folder.Alive)
            || ProcessTable.HasVariable(entry.Id, job.Variable));

    private static void Await(RunningJob job, OwnedProcesses owned, int process)
    {
        job.Leftovers.Add(process);
        owned.Enter(job, process);
    }
}
