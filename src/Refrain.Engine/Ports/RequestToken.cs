namespace Refrain.Engine.Ports;

/// <summary>A <c>ClientRequestToken</c> as it came: operation, token, and a digest of the request it came with.</summary>
public sealed record RequestToken(string Operation, string Token, string Digest);

/// <summary>A token together with the answer that every repetition of the request gets. Saved with the effect, in one transaction.</summary>
public sealed record TokenAnswer(RequestToken Token, string Answer);

/// <summary>Remembers answered requests, so that a client that asks again gets the first answer and no second effect. Kept for at least 24 hours.</summary>
public interface IRequestTokenStore
{
    /// <summary>What was answered for this operation and token, or null.</summary>
    Task<TokenAnswer?> FindAsync(string operation, string token, CancellationToken cancellationToken);
}

/// <summary>The token was answered meanwhile by somebody else: look it up again. Nothing was written.</summary>
public sealed class TokenTakenException(RequestToken token) : Exception($"{token.Operation} with token {token.Token} was answered meanwhile.");
