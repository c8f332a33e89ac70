using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>What was removed, or would be.</summary>
/// <param name="IsDryRun">Nothing was removed.</param>
/// <param name="Executions">Old executions, and what becomes of each.</param>
/// <param name="Logs">Executions whose logs and job folders went, or would go.</param>
/// <param name="Blobs">Blobs that nothing names.</param>
public sealed record GarbageReport(bool IsDryRun, ValueList<RetentionVerdict> Executions, int Logs, BlobGarbage Blobs);

/// <summary>
/// Removes executions that their pipelines' retention lets go, then what they alone needed: logs, job folders, blobs; and uploads in parts that somebody began and left. In this order, so that a process that dies in
/// between leaves something to remove next time, and nothing that misses its parts. Everything else goes on meanwhile.
/// </summary>
public sealed class CollectGarbage(
    IExecutionArchive archive, IBlobUpkeep blobs, IUploadStore uploads, IJobLogs logs, RetentionSettings settings, TimeProvider clock, ILogger<CollectGarbage> logger) : IDisposable
{
    /// <summary>How long an upload in parts that was neither completed nor aborted is kept after its latest part.</summary>
    public static readonly TimeSpan UploadPatience = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    /// <summary>Collects, or tells what would be collected.</summary>
    public async Task<GarbageReport> HandleAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var view = await archive.ViewAsync(cancellationToken);
            var verdicts = await JudgeAsync(view, cancellationToken);
            return isDryRun ? await ForeseeAsync(view, verdicts, cancellationToken) : await RemoveAsync(view, verdicts, cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => oneAtATime.Dispose();

    private async Task<ValueList<RetentionVerdict>> JudgeAsync(ArchiveView view, CancellationToken cancellationToken)
    {
        var retentions = new Dictionary<long, Retention>();
        foreach (var execution in view.Executions)
        {
            if (!retentions.ContainsKey(execution.PipelineId))
            {
                retentions[execution.PipelineId] = await settings.OfAsync(execution, cancellationToken);
            }
        }

        return RetentionRule.Judge(view.Executions, execution => retentions[execution.PipelineId], clock.GetUtcNow());
    }

    private async Task<GarbageReport> ForeseeAsync(ArchiveView view, ValueList<RetentionVerdict> verdicts, CancellationToken cancellationToken)
    {
        var going = verdicts.Where(verdict => verdict.Goes).Select(verdict => verdict.Execution.Arn).ToValueList();
        var staying = view.Executions.Select(execution => execution.Arn).Except(going).Select(arn => arn.ExecutionId).ToHashSet();
        return new GarbageReport(true, verdicts, logs.ExecutionIds().Count(id => !staying.Contains(id)), await blobs.FindAsync(going, cancellationToken));
    }

    private async Task<GarbageReport> RemoveAsync(ArchiveView view, ValueList<RetentionVerdict> verdicts, CancellationToken cancellationToken)
    {
        var done = new List<RetentionVerdict>();
        foreach (var verdict in verdicts)
        {
            var goes = verdict.Goes && await archive.RemoveAsync(verdict.Execution, view, cancellationToken);
            done.Add(goes == verdict.Goes ? verdict : verdict with { Goes = false, Because = "somebody uses it since a moment ago" });
        }

        var removedLogs = await RemoveLogsAsync(cancellationToken);
        await uploads.RemoveAbandonedAsync(clock.GetUtcNow() - UploadPatience, cancellationToken);
        var swept = await blobs.SweepAsync(cancellationToken);
        var removed = done.Count(verdict => verdict.Goes);
        if (removed + removedLogs + swept.Blobs > 0)
        {
            logger.GarbageCollected(removed, removedLogs, swept.Blobs, swept.Bytes);
        }

        return new GarbageReport(false, done.ToValueList(), removedLogs, swept);
    }

    /// <summary>Also what is left of executions of deleted pipelines. An execution is stored before it has a log, so logs are listed first.</summary>
    private async Task<int> RemoveLogsAsync(CancellationToken cancellationToken)
    {
        var withLogs = logs.ExecutionIds();
        var stored = (await archive.ViewAsync(cancellationToken)).Executions.Select(execution => execution.Arn.ExecutionId).ToHashSet();
        var count = 0;
        foreach (var id in withLogs.Where(id => !stored.Contains(id)))
        {
            count += await logs.RemoveAsync(id, cancellationToken) ? 1 : 0;
        }

        return count;
    }
}
