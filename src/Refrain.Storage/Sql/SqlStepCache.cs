using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>The step cache in SQL. Rows are written by <see cref="SqlExecutionStore"/>.</summary>
public sealed class SqlStepCache(ISqlDatabase database) : IStepCache
{
    /// <inheritdoc />
    public Task<ValueList<CacheEntry>> FindAsync(CacheQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.ListAsync<Row>(
                    $"""
                    select region, account, name, execution.id as id, cache_key, ended_at
                    from cache_entry
                    join execution on execution.seq = execution_seq
                    join pipeline on pipeline.id = cache_entry.pipeline_id
                    where cache_entry.pipeline_id = @PipelineId and step = @Step and type = @StepType and identity = @Identity
                    {(query.Digest is null ? "" : "and digest = @Digest")} and ended_at <= @EndedBy
                    order by ended_at desc, execution_seq desc
                    limit @Limit
                    """,
                    new
                    {
                        query.PipelineId,
                        Step = query.Step.Value,
                        query.StepType,
                        Identity = query.Identity.Word(),
                        query.Digest,
                        EndedBy = query.EndedBy?.ToMs() ?? long.MaxValue,
                        query.Limit,
                    });
                return rows.Select(row => row.ToEntry()).ToValueList();
            },
            cancellationToken);

    /// <summary>A step that is run again in its execution replaces what it was remembered by.</summary>
    internal static Task SaveAsync(SqlSession session, long execution, IEnumerable<NewCacheEntry> entries) =>
        session.ExecuteAsync(
            """
            insert into cache_entry (execution_seq, step, pipeline_id, type, identity, digest, cache_key, ended_at)
            select seq, @Step, pipeline_id, @StepType, @Identity, @Digest, @CacheKey, @EndedAt from execution where seq = @execution
            on conflict (execution_seq, step) do update set
                type = excluded.type, identity = excluded.identity, digest = excluded.digest, cache_key = excluded.cache_key, ended_at = excluded.ended_at
            """,
            entries.Select(entry => new
            {
                execution,
                Step = entry.Step.Value,
                entry.StepType,
                Identity = entry.Key.Identity.Word(),
                entry.Key.Digest,
                CacheKey = JsonSerializer.Serialize(entry.Key, StoredJson.Default.StepCacheKey),
                EndedAt = entry.EndedAt.ToMs(),
            }));

    private sealed class Row
    {
        public required string Region { get; init; }

        public required string Account { get; init; }

        public required string Name { get; init; }

        public required string Id { get; init; }

        public required string CacheKey { get; init; }

        public long EndedAt { get; init; }

        /// <exception cref="JsonException">The stored key is damaged.</exception>
        public CacheEntry ToEntry() => new(
            new PipelineExecutionArn(new PipelineArn(new AwsScope(Region, Account), Name), Id),
            JsonSerializer.Deserialize(CacheKey, StoredJson.Default.StepCacheKey) ?? throw new JsonException("A stored cache key is null."),
            SqlTime.FromMs(EndedAt));
    }
}
