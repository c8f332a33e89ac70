using Refrain.Supervisor.Linux;

namespace Refrain.Supervisor.Jobs;

/// <summary>Which child process belongs to which job. The reaper asks before a fresh child is entered, so a lookup waits for starts under way.</summary>
internal sealed class OwnedProcesses
{
    /// <summary>How many dead strangers are remembered: a sandbox's first process may be waited for before its launcher.</summary>
    private const int StrangersKept = 64;

    private readonly object gate = new();
    private readonly Dictionary<int, RunningJob> owners = [];
    private readonly Queue<(int Process, Usage Usage)> strangers = [];
    private bool childStarted;
    private int startsUnderWay;

    /// <summary>Runs a start and enters the process it returns (when above 0) before anybody looks for it.</summary>
    public int Enter(RunningJob job, Func<int> start)
    {
        lock (gate)
        {
            startsUnderWay++;
        }

        var process = 0;
        try
        {
            process = start();
            return process;
        }
        finally
        {
            lock (gate)
            {
                startsUnderWay--;
                if (process > 0)
                {
                    job.Launcher = process;
                    owners[process] = job;
                    childStarted = true;
                }

                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Enters a process that came to us as an orphan.</summary>
    public void Enter(RunningJob job, int process)
    {
        lock (gate)
        {
            owners[process] = job;
        }
    }

    /// <summary>The job of a child; null for a stranger.</summary>
    public RunningJob? OwnerOf(int process)
    {
        lock (gate)
        {
            while (!owners.ContainsKey(process) && startsUnderWay > 0)
            {
                Monitor.Wait(gate);
            }

            return owners.GetValueOrDefault(process);
        }
    }

    /// <summary>True for a child that is known.</summary>
    public bool Knows(int process)
    {
        lock (gate)
        {
            return owners.ContainsKey(process);
        }
    }

    /// <summary>Forgets a child that was buried.</summary>
    public void Leave(int process)
    {
        lock (gate)
        {
            owners.Remove(process);
        }
    }

    /// <summary>Remembers what a buried stranger had used.</summary>
    public void RememberStranger(int process, Usage usage)
    {
        lock (gate)
        {
            strangers.Enqueue((process, usage));
            if (strangers.Count > StrangersKept)
            {
                strangers.Dequeue();
            }
        }
    }

    /// <summary>What a stranger had used that turns out to be a job's.</summary>
    public Usage ClaimStranger(int process)
    {
        lock (gate)
        {
            return strangers.FirstOrDefault(stranger => stranger.Process == process).Usage;
        }
    }

    /// <summary>Waits until a child was started since the last time nobody was left.</summary>
    public void AwaitChild()
    {
        lock (gate)
        {
            while (!childStarted)
            {
                Monitor.Wait(gate);
            }

            childStarted = false;
        }
    }
}
