using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Jobs by name in SQL. Rows are written by <see cref="SqlExecutionStore"/>.</summary>
public sealed class SqlJobStore(ISqlDatabase database) : IJobStore
{
    /// <inheritdoc />
    public Task<JobRecord?> FindAsync(AwsScope scope, JobKind kind, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<Row>(
                    """
                    select status, created_at, modified_at, document from job
                    where region = @Region and account = @Account and kind = @kind and name = @name
                    """,
                    new { scope.Region, scope.Account, kind = $"{kind}", name });
                return row is null
                    ? null
                    : new JobRecord(scope, kind, name, row.Status, SqlTime.FromMs(row.CreatedAt), SqlTime.FromMs(row.ModifiedAt), new RawJson(row.Document));
            },
            cancellationToken);

    internal static object Parameters(JobRecord job) => new
    {
        job.Scope.Region,
        job.Scope.Account,
        Kind = $"{job.Kind}",
        job.Name,
        job.Status,
        CreatedAt = job.CreatedAt.ToMs(),
        ModifiedAt = job.ModifiedAt.ToMs(),
        Document = job.Document.Text,
    };

    internal static Task SaveAsync(SqlSession session, object parameters) =>
        session.ExecuteAsync(
            """
            insert into job (region, account, kind, name, status, created_at, modified_at, document)
            values (@Region, @Account, @Kind, @Name, @Status, @CreatedAt, @ModifiedAt, @Document)
            on conflict (region, account, kind, name) do update set
                status = excluded.status, created_at = excluded.created_at, modified_at = excluded.modified_at, document = excluded.document
            """,
            parameters);

    private sealed class Row
    {
        public required string Status { get; init; }

        public long CreatedAt { get; init; }

        public long ModifiedAt { get; init; }

        public required string Document { get; init; }
    }
}
