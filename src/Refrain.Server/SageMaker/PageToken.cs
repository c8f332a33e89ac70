using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker;

/// <summary>
/// <c>NextToken</c>: a position in a list, bound to the list and its filters by a digest. A token that was changed, or comes with other filters, is refused
/// (spec 08, 4). How many results a page has may change from page to page.
/// </summary>
internal static class PageToken
{
    private const int DefaultPage = 100;
    private const int DigestCharacters = 16;

    /// <summary>The page that a list is asked for. Lists are newest first unless told otherwise.</summary>
    /// <param name="question">Operation and filters, as a text that is equal for equal questions.</param>
    /// <param name="input">Order, token, size.</param>
    /// <exception cref="RefusalException">The token belongs to another question.</exception>
    public static PageRequest Page(string question, IListInput input) =>
        new(input.SortOrder != "Ascending", Read(question, input.NextToken), input.MaxResults ?? DefaultPage);

    /// <summary>The token for what comes next; null on the last page.</summary>
    public static string? Write(string question, string? cursor) =>
        cursor is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Digest(question, cursor) + cursor));

    /// <summary>The cursor in a token; null for the first page.</summary>
    /// <exception cref="RefusalException">The token belongs to another question.</exception>
    public static string? Read(string question, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : "";
        return text.Length > DigestCharacters && text[..DigestCharacters] == Digest(question, text[DigestCharacters..])
            ? text[DigestCharacters..]
            : throw RefusalException.Invalid("Invalid NextToken: it is not from this list with these filters. Leave it out to begin with the first page.");
    }

    /// <summary>How many results a page has.</summary>
    public static int Size(int? maxResults) => maxResults ?? DefaultPage;

    private static string Digest(string question, string cursor) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{question}\n{cursor}")))[..DigestCharacters];
}
