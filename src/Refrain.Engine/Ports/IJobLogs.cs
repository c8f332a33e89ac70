using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>Reads what jobs wrote to stdout and stderr. Logs outlive their jobs, and go with their executions.</summary>
public interface IJobLogs
{
    /// <summary>Opens the log of one attempt for reading while it may still grow; null when nothing was written yet.</summary>
    Stream? Open(JobToken token);

    /// <summary>Executions that have logs, or folders of jobs that were never cleared away.</summary>
    ValueList<string> ExecutionIds();

    /// <summary>Removes them, for an execution that is gone. False when a process of its still lives: then they stay.</summary>
    Task<bool> RemoveAsync(string executionId, CancellationToken cancellationToken);
}
