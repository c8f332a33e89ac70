using System.Text;

namespace Refrain.Aws.SigV4;

/// <summary>The header lines of a canonical request.</summary>
internal static class CanonicalHeaders
{
    // Hops on the way may add or change these, and HTTP clients write some of them after signing.
    private static readonly HashSet<string> NeverSigned = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "cache-control", "connection", "expect", "from", "keep-alive", "max-forwards", "pragma",
        "referer", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    };

    /// <summary>The names that a signer covers: all that are safe to cover, lower-case and sorted.</summary>
    public static string[] NamesToSign(IEnumerable<SigV4Header> headers) =>
        [.. headers.Where(h => !NeverSigned.Contains(h.Name))
            .Select(h => h.Name.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>One line per name, each ended by a line feed; values of a repeated name are joined by commas.</summary>
    public static string Write(SigV4Request request, IReadOnlyList<string> names)
    {
        var result = new StringBuilder();
        foreach (var name in names)
        {
            result.Append(name).Append(':');
            result.AppendJoin(',', request.HeaderValues(name).Select(OneSpaceBetweenWords)).Append('\n');
        }

        return result.ToString();
    }

    // Also within quotes, and for values folded over several lines: the service's own test vectors say so.
    private static string OneSpaceBetweenWords(string value)
    {
        var trimmed = value.AsSpan().Trim();
        if (!trimmed.Contains("  ", StringComparison.Ordinal) && !trimmed.ContainsAny("\t\r\n"))
        {
            return trimmed.ToString();
        }

        return string.Join(' ', value.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }
}
