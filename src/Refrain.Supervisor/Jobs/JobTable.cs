using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>The jobs that live, and every way in which one begins here: started, found alive after a crash, or found dead.</summary>
internal sealed class JobTable(string dataDirectory, TimeProvider clock, Journal journal)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, RunningJob> live = [];

    /// <summary>Told when the number of live jobs has changed.</summary>
    public event Action? Changed;

    /// <summary>Processes that are jobs' or what is left of them.</summary>
    public OwnedProcesses Owned { get; } = new();

    /// <summary>Jobs that live.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return live.Count;
            }
        }
    }

    /// <summary>Starts a job, or finds it. A job that was started once, by whomever, is never started again.</summary>
    public Reply Start(string name, LaunchOrder order, IEndListener listener) => Look(name, listener, order);

    /// <summary>How a job does; the listener, if any, hears of its end.</summary>
    public Reply Find(string name, IEndListener? listener) => Look(name, listener, order: null);

    /// <summary>Asks a job to end.</summary>
    public Reply Stop(string name, int? graceSeconds)
    {
        var reply = Look(name, listener: null, order: null);
        if (Live(name) is { } job)
        {
            Patience.Stop(job, Outcomes.Stopped, graceSeconds ?? job.Started?.Terms.GraceSeconds ?? 0, clock, journal);
        }

        return reply;
    }

    /// <summary>Ends all of them at once.</summary>
    public void KillAll()
    {
        foreach (var name in Names())
        {
            Stop(name, graceSeconds: 0);
        }
    }

    /// <summary>Takes over the jobs of a supervisor that is gone.</summary>
    public void AdoptAll()
    {
        foreach (var name in JobFolder.Unfinished(dataDirectory).Order(StringComparer.Ordinal).ToList())
        {
            var state = Look(name, listener: null, order: null).State;
            journal.Write($"job {name} of an earlier supervisor: {state ?? "?"}");
        }
    }

    /// <summary>Writes the exit record of a job whose processes are all gone, and tells it. On a disk that refuses, it tries again.</summary>
    public void Record(RunningJob job)
    {
        var record = RecordOf(job);
        try
        {
            job.Folder.WriteExit(record);
        }
        catch (DirectoryNotFoundException)
        {
            journal.Write($"job {job.Folder.Name}: its folder was removed before its end was recorded");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!job.RecordRefused)
            {
                journal.Write($"job {job.Folder.Name}: its exit record cannot be written, trying until it can: {refused.Message}");
            }

            job.RecordRefused = true;
            job.Alarm?.Dispose();
            job.Alarm = clock.CreateTimer(_ => Record(job), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            return;
        }

        Close(job, record);
    }

    private Reply Look(string name, IEndListener? listener, LaunchOrder? order)
    {
        while (true)
        {
            var job = GetOrAdd(name);
            lock (job.Gate)
            {
                if (job.Phase == JobPhase.Ended)
                {
                    continue; // recorded between the two locks: look again
                }

                if (job.Phase == JobPhase.New && Begin(job, order) is { } settled)
                {
                    Remove(job);
                    return settled with { Job = name };
                }

                if (listener is not null)
                {
                    job.Listeners.Add(listener);
                }

                return new Reply { Job = name, State = JobStates.Running };
            }
        }
    }

    /// <summary>Makes something of a job that is not in the table; null when it lives now.</summary>
    private Reply? Begin(RunningJob job, LaunchOrder? order)
    {
        var begun = false;
        try
        {
            if (job.Folder.ReadExit() is { } exit)
            {
                return new Reply { State = JobStates.Ended, Exit = exit };
            }

            var mark = job.Folder.ReadStarted();
            if (mark is not null && job.Folder.NeverRan(mark))
            {
                job.Folder.RemoveStarted();
                mark = null;
            }

            var settled = mark is not null ? Adoption.Begin(job, mark, this, clock, journal)
                : order is null ? new Reply { State = JobStates.Unknown }
                : Launch.Begin(job, order, this, clock, journal);
            begun = settled is null;
            return settled;
        }
        finally
        {
            if (!begun)
            {
                job.Phase = JobPhase.Ended;
                Remove(job);
            }
        }
    }

    private static ExitRecord RecordOf(RunningJob job)
    {
        var terms = job.Started!.Terms; // a job past New has its mark
        var (outcome, code, reason) = Ending.Decide(job.Folder.ReadStatus(), job.LauncherEnd, job.Stopping, Ending.LastLine(terms.Log), terms);
        return new ExitRecord
        {
            Outcome = outcome,
            Code = code,
            Reason = reason,
            StartedAt = job.Started.At,
            EndedAt = job.EndedAt,
            UserSeconds = job.Adopted ? null : job.Usage.UserSeconds,
            SystemSeconds = job.Adopted ? null : job.Usage.SystemSeconds,
            MaxResidentKib = job.Adopted ? null : job.Usage.MaxResidentKib,
        };
    }

    private void Close(RunningJob job, ExitRecord record)
    {
        IEndListener[] listeners;
        lock (job.Gate)
        {
            job.Phase = JobPhase.Ended;
            job.Alarm?.Dispose();
            listeners = [.. job.Listeners];
        }

        Remove(job);
        foreach (var listener in listeners.Distinct())
        {
            listener.Send(new Reply { Job = job.Folder.Name, State = JobStates.Ended, Exit = record });
        }
    }

    private RunningJob GetOrAdd(string name)
    {
        lock (gate)
        {
            return live.TryGetValue(name, out var job) ? job : live[name] = new RunningJob(new JobFolder(dataDirectory, name));
        }
    }

    private RunningJob? Live(string name)
    {
        lock (gate)
        {
            return live.GetValueOrDefault(name);
        }
    }

    private List<string> Names()
    {
        lock (gate)
        {
            return [.. live.Keys];
        }
    }

    private void Remove(RunningJob job)
    {
        lock (gate)
        {
            if (live.GetValueOrDefault(job.Folder.Name) == job)
            {
                live.Remove(job.Folder.Name);
            }
        }

        Changed?.Invoke();
    }
}
