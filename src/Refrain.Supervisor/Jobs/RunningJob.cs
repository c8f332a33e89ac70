using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Jobs;

/// <summary>Somebody who wants to hear of a job's end.</summary>
internal interface IEndListener
{
    /// <summary>Takes a notice; must not block.</summary>
    void Send(Reply notice);
}

/// <summary>A job that lives, or is being started or recorded. Its fields change under <see cref="Gate"/>.</summary>
internal sealed class RunningJob(JobFolder folder)
{
    /// <summary>Guards everything below.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Its files.</summary>
    public JobFolder Folder { get; } = folder;

    /// <summary>How far it is.</summary>
    public JobPhase Phase { get; set; } = JobPhase.New;

    /// <summary>When and how it was started.</summary>
    public StartedMark? Started { get; set; }

    /// <summary>Process id of the launcher, which leads the job's session; 0 while unknown.</summary>
    public int Launcher { get; set; }

    /// <summary>True when another supervisor started it, so that it is no child of ours.</summary>
    public bool Adopted { get; set; }

    /// <summary>True when SIGTERM has reached some process of the job.</summary>
    public bool Asked { get; set; }

    /// <summary>How often SIGKILL was sent.</summary>
    public int Kills { get; set; }

    /// <summary>Processes of the job that were killed after its main process had ended and are not gone yet.</summary>
    public HashSet<int> Leftovers { get; } = [];

    /// <summary>How the launcher ended.</summary>
    public string? LauncherEnd { get; set; }

    /// <summary>When the main process ended.</summary>
    public DateTimeOffset EndedAt { get; set; }

    /// <summary>What its processes used.</summary>
    public Usage Usage { get; set; }

    /// <summary>The stop that was decided.</summary>
    public StoppingMark? Stopping { get; set; }

    /// <summary>Fires when the job has run long enough, when patience ends, or when a signal has to be sent again.</summary>
    public ITimer? Alarm { get; set; }

    /// <summary>True when the disk refused the exit record before, and that was said.</summary>
    public bool RecordRefused { get; set; }

    /// <summary>Who is told.</summary>
    public List<IEndListener> Listeners { get; } = [];

    /// <summary>An entry that unsandboxed jobs have in their environment, by which strays are recognised; a folder is one job's on the whole machine.</summary>
    public string Variable => $"REFRAIN_JOB={Folder.Root}";
}

/// <summary>The life of a job here.</summary>
internal enum JobPhase
{
    /// <summary>Asked for, nothing done.</summary>
    New,

    /// <summary>Its main process lives.</summary>
    Running,

    /// <summary>Its main process ended; what it left behind is being killed.</summary>
    Clearing,

    /// <summary>All of it is gone; the exit record is being written.</summary>
    Recording,

    /// <summary>Recorded.</summary>
    Ended,
}
