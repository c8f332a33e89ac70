using Refrain.Core;
using Refrain.Core.Executions;

namespace Refrain.Engine.Ports;

/// <summary>All executions there are, and the removal of old ones.</summary>
public interface IExecutionArchive
{
    /// <summary>Every execution of every pipeline.</summary>
    Task<ArchiveView> ViewAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes an ended execution with its events and reports; jobs, models and packages stay. False, and nothing removed, when it has changed since the view, or
    /// when an execution that started since names it.
    /// </summary>
    Task<bool> RemoveAsync(RetainedExecution execution, ArchiveView view, CancellationToken cancellationToken);
}

/// <summary>Executions as they were at one moment. <paramref name="Newest"/> is the store's own number of the newest of them.</summary>
public sealed record ArchiveView(ValueList<RetainedExecution> Executions, long Newest);
