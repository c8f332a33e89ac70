using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>
/// Where a page ended: the sort value and the tie-break of its last row, together with a digest of these and the question, so that a cursor of another
/// list, filter or direction, or one that somebody changed, is refused.
/// </summary>
internal sealed record PageCursor(string Sort, long Tie)
{
    private const char Separator = '\n';

    public string Write(string question) =>
        Base64Url(Encoding.UTF8.GetBytes(string.Join(Separator, Digest(question), $"{Tie}", Sort)));

    /// <exception cref="BadCursorException">This list with this question did not write it.</exception>
    public static PageCursor Read(string cursor, string question) =>
        TryDecode(cursor, out var text)
        && text.Split(Separator, 3) is [var digest, var tie, var sort]
        && long.TryParse(tie, out var position)
        && new PageCursor(sort, position) is var found
        && digest == found.Digest(question)
            ? found
            : throw new BadCursorException(cursor);

    private string Digest(string question) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(Separator, question, $"{Tie}", Sort))).AsSpan(0, 8));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static bool TryDecode(string cursor, [NotNullWhen(true)] out string? text)
    {
        text = System.Buffers.Text.Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)) : null;
        return text is not null;
    }
}
