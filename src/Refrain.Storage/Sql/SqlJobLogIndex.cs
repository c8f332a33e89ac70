using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Logs by the names of jobs, in SQL: a job knows the attempt that made it. Rows are written by <see cref="SqlExecutionStore"/>.</summary>
public sealed class SqlJobLogIndex(ISqlDatabase database) : IJobLogIndex
{
    private const char LastCharacter = '\uffff';

    /// <inheritdoc />
    public Task<ValueList<LoggedJob>> ListAsync(AwsScope scope, JobKind kind, JobLogQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var order = query.NewestFirst ? "created_at desc, name" : "name";
            var after = (query.After, query.NewestFirst) switch
            {
                (null, _) => "",
                (_, true) => "and (created_at < @afterTime or (created_at = @afterTime and name > @afterName))",
                _ => "and name > @afterName",
            };
            var named = query.NamePrefix.Length > 0 ? "and name >= @from and name < @to" : ""; // where all names will do, the order alone chooses the index
            var rows = await session.ListAsync<Row>(
                $"""
                select name, execution_id, step, attempt, created_at from job
                where region = @Region and account = @Account and kind = @kind and execution_id is not null {named} {after}
                order by {order} limit @Most
                """,
                new
                {
                    scope.Region,
                    scope.Account,
                    kind = $"{kind}",
                    from = query.NamePrefix,
                    to = query.NamePrefix + LastCharacter,
                    afterName = query.After?.Name,
                    afterTime = query.After?.CreatedAt.ToMs() ?? 0,
                    query.Most,
                });
            return rows.Select(row => new LoggedJob(row.Name, new JobToken(row.ExecutionId, new StepName(row.Step), row.Attempt), SqlTime.FromMs(row.CreatedAt))).ToValueList();
        },
        cancellationToken);

    private sealed class Row
    {
        public required string Name { get; init; }

        public required string ExecutionId { get; init; }

        public required string Step { get; init; }

        public int Attempt { get; init; }

        public long CreatedAt { get; init; }
    }
}
