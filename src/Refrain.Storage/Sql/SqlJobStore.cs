using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Jobs by name and in lists, in SQL. Rows are written by <see cref="SqlExecutionStore"/>.</summary>
public sealed class SqlJobStore(ISqlDatabase database) : IJobStore, IJobLists
{
    private const string Insert =
        """
        insert into job (region, account, kind, name, name_key, status, created_at, modified_at, document, execution_id, step, attempt)
        values (@Region, @Account, @Kind, @Name, @NameKey, @Status, @CreatedAt, @ModifiedAt, @Document, @ExecutionId, @Step, @Attempt)
        on conflict (region, account, kind, name) do
        """;

    /// <inheritdoc />
    public Task<JobRecord?> FindAsync(AwsScope scope, JobKind kind, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, scope, kind, name), cancellationToken);

    /// <inheritdoc />
    public Task<Page<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        var column = query.Sort switch { JobSort.Name => "name", JobSort.Status => "status", _ => "created_at" };
        var keyset = new KeysetQuery(Row.Select, "job", column, "id", query.Page)
            .Where("region", "=", query.Scope.Region)
            .Where("account", "=", query.Scope.Account)
            .Where("kind", "=", $"{query.Kind}")
            .Created(query.Created)
            .Between("modified_at", query.Modified)
            .NameContains(query.NameContains);
        if (query.Status is { } status)
        {
            keyset.Where("status", "=", status);
        }

        return keyset.PageAsync<Row, JobRecord>(
            database, row => query.Sort switch { JobSort.Name => row.Name, JobSort.Status => row.Status, _ => row.CreatedAt }, row => row.Id, row => row.ToRecord(), cancellationToken);
    }

    internal static async Task<JobRecord?> FindAsync(SqlSession session, AwsScope scope, JobKind kind, string name)
    {
        var row = await session.FindAsync<Row>(
            $"{Row.Select} where region = @Region and account = @Account and kind = @kind and name = @name", new { scope.Region, scope.Account, kind = $"{kind}", name });
        return row?.ToRecord();
    }

    internal static object Parameters(JobRecord job) => new
    {
        job.Scope.Region,
        job.Scope.Account,
        Kind = $"{job.Kind}",
        job.Name,
        NameKey = NameKey.Of(job.Name),
        job.Status,
        CreatedAt = job.CreatedAt.ToMs(),
        ModifiedAt = job.ModifiedAt.ToMs(),
        Document = job.Document.Text,
        job.Maker?.ExecutionId,
        Step = job.Maker?.Step.Value,
        job.Maker?.Attempt,
    };

    /// <exception cref="JobNameTakenException">There is one of that name.</exception>
    internal static async Task InsertAsync(SqlSession session, JobRecord job)
    {
        if (await session.ExecuteAsync($"{Insert} nothing", Parameters(job)) == 0)
        {
            throw new JobNameTakenException(job);
        }
    }

    internal static Task SaveAsync(SqlSession session, object parameters) =>
        session.ExecuteAsync(
            $"""
            {Insert} update set
                status = excluded.status, created_at = excluded.created_at, modified_at = excluded.modified_at, document = excluded.document,
                execution_id = excluded.execution_id, step = excluded.step, attempt = excluded.attempt
            """,
            parameters);

    private sealed class Row
    {
        public const string Select =
            "select id, region, account, kind, name, status, created_at, modified_at, document, execution_id, step, attempt from job";

        public long Id { get; init; }

        public required string Region { get; init; }

        public required string Account { get; init; }

        public required string Kind { get; init; }

        public required string Name { get; init; }

        public required string Status { get; init; }

        public long CreatedAt { get; init; }

        public long ModifiedAt { get; init; }

        public required string Document { get; init; }

        public string? ExecutionId { get; init; }

        public string? Step { get; init; }

        public long? Attempt { get; init; }

        public JobRecord ToRecord() => new(
            new AwsScope(Region, Account), Enum.Parse<JobKind>(Kind), Name, Status, SqlTime.FromMs(CreatedAt), SqlTime.FromMs(ModifiedAt), new RawJson(Document))
        {
            Maker = ExecutionId is { } execution && Step is { } step ? new JobToken(execution, new StepName(step), (int)(Attempt ?? 1)) : null,
        };
    }
}
