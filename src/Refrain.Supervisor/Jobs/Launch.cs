using System.Runtime.InteropServices;
using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>The start of a job: locks, mark, process, in this order, so that a supervisor that comes after a crash knows what may live.</summary>
internal static class Launch
{
    /// <summary>Starts it; null when it lives, else what there is to say.</summary>
    /// <exception cref="IOException">The machine refused (no process, no disk); nothing was started and the order may be given again.</exception>
    public static Reply? Begin(RunningJob job, LaunchOrder order, JobTable table, TimeProvider clock, Journal journal)
    {
        using var alive = LockFile.TryTake(job.Folder.Alive);
        using var status = LockFile.TryTake(job.Folder.Status);
        if (alive is null || status is null)
        {
            throw new IOException($"{job.Folder.Root} is in use by processes that no mark speaks of.");
        }

        status.Reserve();
        WriteNote(order);
        job.Started = new StartedMark(clock.GetUtcNow(), StartedMark.ThisBoot, order.Terms);
        job.Folder.WriteStarted(job.Started);
        var process = table.Owned.Enter(job, () => Spawn.Start(order, job.Folder.Spawned, status.Descriptor, alive.Descriptor));
        if (process < 0)
        {
            return Refused(job, order, -process, clock);
        }

        job.Phase = JobPhase.Running;
        Sync(job, journal);
        Patience.Arm(job, clock, journal);
        return null;
    }

    /// <summary>It runs already, so a disk that refuses is worth a line and no more.</summary>
    private static void Sync(RunningJob job, Journal journal)
    {
        try
        {
            job.Folder.SyncStarted();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            journal.Write($"job {job.Folder.Name}: its start mark is not on disk yet: {refused.Message}");
        }
    }

    private static Reply Refused(RunningJob job, LaunchOrder order, int error, TimeProvider clock)
    {
        var because = $"{order.File} cannot be started: {Marshal.GetPInvokeErrorMessage(error)}";
        if (error is not (Native.ErrorNoEntry or Native.ErrorAccess or Native.ErrorTooBig or Native.ErrorNoExec or Native.ErrorNotDirectory))
        {
            job.Folder.RemoveStarted();
            throw new IOException(because, error);
        }

        var exit = new ExitRecord { Outcome = Outcomes.NotStarted, Reason = because, EndedAt = clock.GetUtcNow() };
        job.Folder.WriteExit(exit);
        return new Reply { State = JobStates.Ended, Exit = exit };
    }

    private static void WriteNote(LaunchOrder order)
    {
        if (order.Note is { Length: > 0 })
        {
            File.AppendAllText(order.Terms.Log, order.Note + "\n");
        }
    }
}
