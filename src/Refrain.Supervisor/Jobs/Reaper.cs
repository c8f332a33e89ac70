using Refrain.Supervisor.Linux;

namespace Refrain.Supervisor.Jobs;

/// <summary>
/// The one thread that waits for children. Nobody else buries, so a process id that is looked at here cannot change hands meanwhile.
/// </summary>
internal sealed class Reaper(JobTable table, TimeProvider clock)
{
    /// <summary>Begins to wait.</summary>
    public void Start() => new Thread(Run, 256 * 1024) { IsBackground = true, Name = "reaper" }.Start();

    private void Run()
    {
        while (true)
        {
            var process = Children.AwaitEnded();
            if (process == 0)
            {
                table.Owned.AwaitChild();
                continue;
            }

            if (table.Owned.OwnerOf(process) is { } job)
            {
                Ended(job, process);
            }
            else
            {
                table.Owned.RememberStranger(process, Children.Bury(process).Usage);
            }
        }
    }

    private void Ended(RunningJob job, int process)
    {
        lock (job.Gate)
        {
            var isLauncher = process == job.Launcher && job.Phase == JobPhase.Running;
            if (isLauncher)
            {
                job.Phase = JobPhase.Clearing;
                job.EndedAt = clock.GetUtcNow();
                job.Alarm?.Dispose();
                Clearing.KillSession(job, table.Owned); // before the burial: the dead launcher still holds its process id
            }

            var (status, usage) = Children.Bury(process);
            table.Owned.Leave(process);
            job.Leftovers.Remove(process);
            job.Usage = job.Usage.And(usage);
            job.LauncherEnd = isLauncher ? Ending.Describe(status) : job.LauncherEnd;
            if (job.Leftovers.Count > 0 || Clearing.KillStrays(job, table.Owned))
            {
                return;
            }

            job.Phase = JobPhase.Recording;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Table.Record(state.Job), (Table: table, Job: job), preferLocal: false);
    }
}
