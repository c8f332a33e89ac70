using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Answered requests. The other stores save tokens here, in the transaction of the effect.</summary>
public sealed class SqlRequestTokenStore(ISqlDatabase database, TimeProvider clock) : IRequestTokenStore
{
    /// <summary>Days a token is kept at least; longer than the day that callers may count on.</summary>
    public const int DaysKept = 7;

    /// <inheritdoc />
    public Task<TokenAnswer?> FindAsync(string operation, string token, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<Row>(
                    "select operation, token, digest, answer from request_token where operation = @operation and token = @token", new { operation, token });
                return row is null ? null : new TokenAnswer(new RequestToken(row.Operation, row.Token, row.Digest), row.Answer);
            },
            cancellationToken);

    /// <summary>Forgets tokens that nobody may count on any more, and tells how many.</summary>
    public Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().AddDays(-DaysKept).ToMs();
        return database.WriteAsync(session => session.ExecuteAsync("delete from request_token where created_at < @before", new { before }), cancellationToken);
    }

    /// <summary>Asked before the effect: an answered request must not be told about the state that it made itself.</summary>
    /// <exception cref="TokenTakenException">Answered already.</exception>
    internal static async Task RefuseTakenAsync(SqlSession session, TokenAnswer? answer)
    {
        if (answer is { Token: var token }
            && await session.FindAsync<long>("select count(*) from request_token where operation = @Operation and token = @Token", token) > 0)
        {
            throw new TokenTakenException(token);
        }
    }

    /// <exception cref="TokenTakenException">Answered meanwhile.</exception>
    internal static async Task SaveAsync(SqlSession session, TokenAnswer? answer, DateTimeOffset now)
    {
        if (answer is not { Token: var token })
        {
            return;
        }

        var saved = await session.ExecuteAsync(
            """
            insert into request_token (operation, token, digest, answer, created_at) values (@Operation, @Token, @Digest, @Answer, @Now)
            on conflict (operation, token) do nothing
            """,
            new { token.Operation, token.Token, token.Digest, answer.Answer, Now = now.ToMs() });
        if (saved == 0)
        {
            throw new TokenTakenException(token);
        }
    }

    private sealed class Row
    {
        public required string Operation { get; init; }

        public required string Token { get; init; }

        public required string Digest { get; init; }

        public required string Answer { get; init; }
    }
}
