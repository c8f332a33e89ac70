using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>All executions in SQL, and their removal.</summary>
public sealed class SqlExecutionArchive(ISqlDatabase database) : IExecutionArchive
{
    /// <inheritdoc />
    public Task<ArchiveView> ViewAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                // The newest is asked first: what starts while the rest is read counts as unseen.
                var newest = await session.FindAsync<long?>("select max(seq) from execution") ?? 0;
                var hits = (await session.ListAsync<HitRow>("select execution_seq, cache_hit from step_report where cache_hit is not null"))
                    .ToLookup(row => row.ExecutionSeq, row => Source(row.CacheHit));
                var rows = await session.ListAsync<ExecutionRow>(ExecutionRow.Select);
                return new ArchiveView(rows.Select(row => View(row, hits[row.Seq])).ToValueList(), newest);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<bool> RemoveAsync(RetainedExecution execution, ArchiveView view, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var parameters = new { Id = execution.Arn.ExecutionId, execution.Length, view.Newest, Named = $"%/execution/{execution.Arn.ExecutionId}\"%" };
                var users = await session.FindAsync<long>("select count(*) from execution where seq > @Newest and plan like @Named", parameters);
                return users == 0 && await session.ExecuteAsync(
                    "delete from execution where id = @Id and length = @Length and status not in ('Executing', 'Stopping')", parameters) == 1;
            },
            cancellationToken);

    /// <summary>Asked in the transaction of a start: a plan must not name results that were removed since it was made.</summary>
    /// <exception cref="ReferenceGoneException">One is gone.</exception>
    internal static async Task RefuseGoneAsync(SqlSession session, ExecutionEvent.ExecutionStarted started)
    {
        foreach (var source in (started.Plan.Selective?.Reused ?? []).Select(source => source.Execution).Distinct())
        {
            if (await session.FindAsync<long>("select count(*) from execution where id = @ExecutionId", new { source.ExecutionId }) == 0)
            {
                throw new ReferenceGoneException(source);
            }
        }
    }

    private static RetainedExecution View(ExecutionRow row, IEnumerable<PipelineExecutionArn> hits)
    {
        var record = row.ToRecord();
        var reused = (record.Plan.Selective?.Reused ?? []).Select(source => source.Execution);
        return new RetainedExecution(record.Arn, record.PipelineId, record.Length, record.HasEnded, record.CreatedAt, record.ModifiedAt, reused.Concat(hits).Distinct().ToValueList());
    }

    private static PipelineExecutionArn Source(string hit) =>
        (JsonSerializer.Deserialize(hit, StoredJson.Default.CacheHit) ?? throw new JsonException("A stored cache hit is null.")).Source;

    private sealed class HitRow
    {
        public long ExecutionSeq { get; init; }

        public required string CacheHit { get; init; }
    }
}
