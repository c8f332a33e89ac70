using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryPipelineStore(MemoryStores stores) : IPipelineStore
{
    private readonly Dictionary<long, (PipelineRecord Record, List<PipelineVersionRecord> Versions)> pipelines = [];
    private readonly Dictionary<string, ValueList<Tag>> tags = [];
    private long lastId;

    public Task<PipelineRecord?> CreateAsync(NewPipeline pipeline, TokenAnswer? token, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            stores.CheckToken(token);
            if (Find(pipeline.Arn) is not null)
            {
                return Task.FromResult<PipelineRecord?>(null);
            }

            var record = new PipelineRecord(
                ++lastId, pipeline.Arn, pipeline.DisplayName, pipeline.Description, pipeline.RoleArn, 1, pipeline.MaxParallelSteps, pipeline.At, pipeline.At, null,
                pipeline.CreatedBy, pipeline.CreatedBy) { IsListed = pipeline.IsListed };
            pipelines.Add(record.Id, (record, [new PipelineVersionRecord(record.Id, 1, pipeline.Definition, pipeline.At)]));
            tags[record.Arn.ToString()] = pipeline.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).ToValueList();
            stores.KeepToken(token);
            return Task.FromResult<PipelineRecord?>(record);
        }
    }

    public Task<PipelineRecord?> UpdateAsync(long pipelineId, PipelineChange change, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            if (!pipelines.TryGetValue(pipelineId, out var found))
            {
                return Task.FromResult<PipelineRecord?>(null);
            }

            var (old, versions) = found;
            if (change.Definition is { } text && text != versions[^1].Definition)
            {
                versions.Add(new PipelineVersionRecord(pipelineId, versions.Count + 1, text, change.At));
            }

            var changed = old with
            {
                DisplayName = change.DisplayName ?? old.DisplayName,
                Description = change.Description ?? old.Description,
                RoleArn = change.RoleArn ?? old.RoleArn,
                MaxParallelSteps = change.MaxParallelSteps ?? old.MaxParallelSteps,
                LatestVersion = versions.Count,
                ModifiedAt = change.At,
                ModifiedBy = change.ModifiedBy,
            };
            pipelines[pipelineId] = (changed, versions);
            return Task.FromResult<PipelineRecord?>(changed);
        }
    }

    public Task<bool> DeleteAsync(long pipelineId, TokenAnswer? token, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            stores.CheckToken(token);
            if (!stores.Executions.RemoveAllOf(pipelineId))
            {
                return Task.FromResult(false);
            }

            if (pipelines.Remove(pipelineId, out var removed))
            {
                tags.Remove(removed.Record.Arn.ToString());
            }

            stores.KeepToken(token);
            return Task.FromResult(true);
        }
    }

    public Task<PipelineRecord?> FindAsync(PipelineArn arn, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(Find(arn));
        }
    }

    public Task<PipelineVersionRecord?> FindVersionAsync(long pipelineId, int? version, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var versions = pipelines.TryGetValue(pipelineId, out var found) ? found.Versions : [];
            return Task.FromResult(version is null ? versions.LastOrDefault() : versions.Find(one => one.Version == version));
        }
    }

    public Task<Page<ListedVersion>> ListVersionsAsync(PipelineVersionQuery query, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var versions = pipelines.TryGetValue(query.PipelineId, out var found) ? found.Versions : [];
            var rows = versions.Where(version => query.Created.Holds(version.CreatedAt)).Select(version => new MemoryRow<ListedVersion>(
                new ListedVersion(version.Version, version.DisplayName, version.Description, version.CreatedAt, stores.Executions.LastOf(query.PipelineId, version.Version)),
                $"{version.Version:d10}",
                version.Version));
            return Task.FromResult(MemoryPage.Of(rows, $"versions {query.PipelineId} {query.Created}", query.Page));
        }
    }

    public Task<bool> UpdateVersionAsync(long pipelineId, int version, VersionChange change, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var versions = pipelines.TryGetValue(pipelineId, out var found) ? found.Versions : [];
            if (version < 1 || version > versions.Count)
            {
                return Task.FromResult(false);
            }

            var old = versions[version - 1];
            versions[version - 1] = old with { DisplayName = change.DisplayName ?? old.DisplayName, Description = change.Description ?? old.Description };
            return Task.FromResult(true);
        }
    }

    public Task<ValueList<Tag>> TagsAsync(PipelineArn arn, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(tags.GetValueOrDefault(arn.ToString()) ?? []);
        }
    }

    public Task<Page<PipelineRecord>> ListAsync(PipelineQuery query, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var rows = pipelines.Values.Select(found => found.Record)
                .Where(record => record.IsListed && record.Arn.Scope == query.Scope && query.Created.Holds(record.CreatedAt))
                .Where(record => record.Arn.Name.StartsWith(query.NamePrefix ?? "", StringComparison.OrdinalIgnoreCase))
                .Select(record => new MemoryRow<PipelineRecord>(record, query.Sort == PipelineSort.Name ? record.Arn.Name : MemoryPage.Time(record.CreatedAt), record.Id));
            return Task.FromResult(MemoryPage.Of(rows, $"pipelines {query.Scope} {query.NamePrefix} {query.Created} {query.Sort}", query.Page));
        }
    }

    public Task<int> CountAsync(AwsScope scope, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(pipelines.Values.Count(found => found.Record.Arn.Scope == scope && found.Record.IsListed));
        }
    }

    internal bool MarkRun(long pipelineId, int version, DateTimeOffset at)
    {
        if (!pipelines.TryGetValue(pipelineId, out var found) || !found.Versions.Exists(one => one.Version == version))
        {
            return false;
        }

        pipelines[pipelineId] = (found.Record with { LastRunAt = at }, found.Versions);
        return true;
    }

    private PipelineRecord? Find(PipelineArn arn) => pipelines.Values
        .Select(found => found.Record)
        .FirstOrDefault(record => record.Arn.Scope == arn.Scope && string.Equals(record.Arn.Name, arn.Name, StringComparison.OrdinalIgnoreCase));
}
