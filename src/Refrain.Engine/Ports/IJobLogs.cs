using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>Reads what jobs wrote to stdout and stderr. Logs outlive their jobs.</summary>
public interface IJobLogs
{
    /// <summary>Opens the log of one attempt for reading while it may still grow; null when nothing was written yet.</summary>
    Stream? Open(JobToken token);
}
