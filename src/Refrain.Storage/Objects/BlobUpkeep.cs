using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Sqlite;

namespace Refrain.Storage.Objects;

/// <inheritdoc />
public sealed class BlobUpkeep : IBlobUpkeep
{
    /// <summary>How long nothing must have named a blob.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly SqliteDatabase database;
    private readonly BlobFolder blobs;
    private readonly SemaphoreSlim upkeep;
    private readonly TimeProvider clock;

    internal BlobUpkeep(SqliteDatabase database, BlobFolder blobs, SemaphoreSlim upkeep, TimeProvider clock) =>
        (this.database, this.blobs, this.upkeep, this.clock) = (database, blobs, upkeep, clock);

    /// <inheritdoc />
    public async Task<BlobGarbage> FindAsync(ValueList<PipelineExecutionArn> without, CancellationToken cancellationToken)
    {
        var named = await NamedAsync(without, cancellationToken);
        var due = clock.GetUtcNow() - Patience;
        var count = new Count();
        foreach (var (blob, file) in Unnamed(named, cancellationToken))
        {
            count.Add(SizeOf(file), isDue: blobs.Condemned.Since(blob) <= due);
        }

        return count.Report;
    }

    /// <inheritdoc />
    public async Task<BlobGarbage> SweepAsync(CancellationToken cancellationToken)
    {
        await upkeep.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var named = await NamedAsync([], cancellationToken);
            var count = new Count();
            foreach (var (blob, file) in Unnamed(named, cancellationToken))
            {
                var size = SizeOf(file);
                count.Add(size, isDue: blobs.TryRemove(blob, file, now, now - Patience));
            }

            return count.Report;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && error is not StorageUnavailableException)
        {
            throw FileFaults.Describe(error, blobs.Directory);
        }
        finally
        {
            upkeep.Release();
        }
    }

    private static long SizeOf(string file) => new FileInfo(file) is { Exists: true } there ? there.Length : 0;

    private async Task<BlobNames> NamedAsync(ValueList<PipelineExecutionArn> without, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a whole database is read on this thread: not on that of the caller
        var names = new BlobNames();
        await database.ReadTextsAsync(without.Select(arn => arn.ExecutionId).ToHashSet(), text => names.AddFrom(text), cancellationToken);
        return names;
    }

    private IEnumerable<(string Blob, string File)> Unnamed(BlobNames named, CancellationToken cancellationToken)
    {
        foreach (var (blob, file) in BlobFolder.All(blobs.Directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!named.Contains(blob))
            {
                yield return (blob, file);
            }
            else
            {
                blobs.Condemned.Pardon(blob);
            }
        }
    }

    private sealed class Count
    {
        private BlobGarbage report = new(0, 0, 0, 0);

        public BlobGarbage Report => report;

        public void Add(long size, bool isDue) => report = isDue
            ? report with { Blobs = report.Blobs + 1, Bytes = report.Bytes + size }
            : report with { WaitingBlobs = report.WaitingBlobs + 1, WaitingBytes = report.WaitingBytes + size };
    }
}
