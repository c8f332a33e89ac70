using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>Takes over a job that another supervisor started: nobody's child to us, so its locks say whether it lives.</summary>
internal static class Adoption
{
    /// <summary>Watches the job from now on. Always null: it lives until its end is recorded, even when it is long dead.</summary>
    public static Reply? Begin(RunningJob job, StartedMark mark, JobTable table, TimeProvider clock, Journal journal)
    {
        job.Started = mark;
        job.Adopted = true;
        job.Stopping = job.Folder.ReadStopping();
        job.Launcher = Patience.FindLauncher(job);
        job.Phase = JobPhase.Running;
        if (LockFile.IsHeld(job.Folder.Status))
        {
            Patience.Arm(job, clock, journal); // the dead have no time limit: they ended in time, or another reason is written down
        }

        new Thread(() => Watch(job, table, clock, journal), 256 * 1024) { IsBackground = true, Name = $"adopted {job.Folder.Name}" }.Start();
        return null;
    }

    private static void Watch(RunningJob job, JobTable table, TimeProvider clock, Journal journal)
    {
        AwaitEnd(job, journal);
        lock (job.Gate)
        {
            job.Phase = JobPhase.Clearing;
            job.EndedAt = job.Folder.ReadStatus().ExitCode is null
                ? clock.GetUtcNow()
                : new DateTimeOffset(File.GetLastWriteTimeUtc(job.Folder.Status)); // the exit code was the last word
            job.Alarm?.Dispose();
        }

        foreach (var process in Clearing.KillAdopted(job))
        {
            journal.Write($"job {job.Folder.Name}: process {process} does not die");
        }

        lock (job.Gate)
        {
            job.Phase = JobPhase.Recording;
        }

        table.Record(job);
    }

    private static void AwaitEnd(RunningJob job, Journal journal)
    {
        try
        {
            using var ended = LockFile.Take(job.Folder.Status);
        }
        catch (IOException gone)
        {
            journal.Write($"job {job.Folder.Name}: {gone.Message}");
        }
    }
}
