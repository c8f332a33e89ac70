using System.Security.Cryptography;
using System.Text;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>
/// Makes a repeated request harmless (spec 04, 7): the same token with the same request gets the first answer, with another request it is a conflict.
/// A request without a token is its own.
/// </summary>
public sealed class RequestTokens(IRequestTokenStore tokens)
{
    /// <summary>
    /// Runs <paramref name="act"/> once for each token. It gets a function that makes the record to save together with its effect, from the answer it is about to give.
    /// </summary>
    /// <param name="operation">AWS's name of the operation.</param>
    /// <param name="token">The client's token; null when it sent none.</param>
    /// <param name="request">The request as a text that is equal for equal requests.</param>
    /// <param name="act">What to do.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <exception cref="RefusalException">The token came with another request before.</exception>
    public async Task<string> OnceAsync(
        string operation, string? token, string request, Func<Func<string, TokenAnswer?>, Task<string>> act, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            return await act(_ => null);
        }

        var key = new RequestToken(operation, token, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
        while (true)
        {
            if (await tokens.FindAsync(operation, token, cancellationToken) is { } known)
            {
                return known.Token.Digest == key.Digest
                    ? known.Answer
                    : throw RefusalException.Conflict($"ClientRequestToken '{token}' was used before with other parameters of {operation}. Use a new token for a new request.");
            }

            try
            {
                return await act(answer => new TokenAnswer(key, answer));
            }
            catch (TokenTakenException)
            {
                // The same request arrived twice at the same moment; the other one was faster. Its answer is there now.
            }
        }
    }
}
