using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// Removal of blobs that nothing names any more: no key, event, plan, report, model or cache entry. A blob goes when it was found so twice, at least an hour apart and
/// without having been stored again in between: what somebody just read from a record and is about to write into another one has that long.
/// </summary>
public interface IBlobUpkeep
{
    /// <summary>What nothing would name if these executions were gone. Nothing is removed or remembered.</summary>
    Task<BlobGarbage> FindAsync(ValueList<PipelineExecutionArn> without, CancellationToken cancellationToken);

    /// <summary>Removes what is due, and remembers what is not due yet.</summary>
    Task<BlobGarbage> SweepAsync(CancellationToken cancellationToken);
}

/// <summary>Blobs that nothing names: those that are due (or were removed), and those that wait.</summary>
public sealed record BlobGarbage(int Blobs, long Bytes, int WaitingBlobs, long WaitingBytes);
