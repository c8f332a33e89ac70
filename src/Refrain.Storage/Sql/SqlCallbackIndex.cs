using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Tokens of callbacks in SQL. Rows are written by <see cref="SqlExecutionStore"/>.</summary>
public sealed class SqlCallbackIndex(ISqlDatabase database) : ICallbackIndex
{
    /// <inheritdoc />
    public Task<CallbackPlace?> FindAsync(string token, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.FindAsync<Row>("select execution_arn, step from callback_token where token = @token", new { token }) is { } row
            ? new CallbackPlace(PipelineExecutionArn.Parse(row.ExecutionArn), new StepName(row.Step))
            : null,
        cancellationToken);

    internal static Task SaveAsync(SqlSession session, long execution, ExecutionAppend append) => session.ExecuteAsync(
        "insert into callback_token (token, execution_seq, execution_arn, step) values (@Token, @execution, @arn, @step)",
        append.Callbacks.Select(callback => new { callback.Token, execution, arn = append.Arn.ToString(), step = callback.Step.Value }).ToList());

    private sealed class Row
    {
        public required string ExecutionArn { get; init; }

        public required string Step { get; init; }
    }
}
