using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryStepCache(MemoryStores stores) : IStepCache
{
    private readonly List<(long PipelineId, PipelineExecutionArn Execution, NewCacheEntry Entry)> entries = [];

    public Task<ValueList<CacheEntry>> FindAsync(CacheQuery query, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(entries
                .Where(one => one.PipelineId == query.PipelineId && one.Entry.Step == query.Step && one.Entry.StepType == query.StepType)
                .Where(one => one.Entry.Key.Identity == query.Identity && (query.Digest is null || one.Entry.Key.Digest == query.Digest))
                .Where(one => query.EndedBy is null || one.Entry.EndedAt <= query.EndedBy)
                .Reverse()
                .OrderByDescending(one => one.Entry.EndedAt)
                .Take(query.Limit)
                .Select(one => new CacheEntry(one.Execution, one.Entry.Key, one.Entry.EndedAt))
                .ToValueList());
        }
    }

    /// <summary>Names of the steps whose runs in this execution are remembered.</summary>
    public IReadOnlyList<string> StepsOf(PipelineExecutionArn execution)
    {
        lock (stores.Gate)
        {
            return [.. entries.Where(one => one.Execution == execution).Select(one => one.Entry.Step.Value)];
        }
    }

    /// <summary>Every run that is remembered.</summary>
    public IReadOnlyList<(PipelineExecutionArn Execution, NewCacheEntry Entry)> All
    {
        get
        {
            lock (stores.Gate)
            {
                return [.. entries.Select(one => (one.Execution, one.Entry))];
            }
        }
    }

    internal void Keep(long pipelineId, PipelineExecutionArn execution, NewCacheEntry entry)
    {
        entries.RemoveAll(one => one.Execution == execution && one.Entry.Step == entry.Step);
        entries.Add((pipelineId, execution, entry));
    }

    internal void RemoveAllOf(long pipelineId) => entries.RemoveAll(one => one.PipelineId == pipelineId);
}
