namespace Refrain.Server.Logs;

/// <summary>
/// A filter pattern of terms: every plain term must occur, of those with <c>?</c> one must, those with <c>-</c> must not; a term in quotes may hold spaces. Patterns for JSON
/// and for columns are refused by name.
/// </summary>
internal sealed class FilterPattern
{
    private readonly List<string> all = [];
    private readonly List<string> any = [];
    private readonly List<string> none = [];

    /// <summary>Reads a pattern; null or empty matches everything.</summary>
    /// <exception cref="Http.WireErrorException">It is of another kind, or its quotes do not end.</exception>
    public static FilterPattern Read(string? text)
    {
        var pattern = new FilterPattern();
        var rest = (text ?? "").Trim();
        if (rest is ['{' or '[' or '%', ..])
        {
            throw LogsErrors.Invalid($"Refrain's FilterLogEvents knows filter patterns of terms (ERROR, \"two words\", ?either ?or, -not); '{rest}' is a pattern for JSON, columns or regular expressions.");
        }

        while (rest.Length > 0)
        {
            var list = rest[0] switch { '?' => pattern.any, '-' => pattern.none, _ => pattern.all };
            rest = list == pattern.all ? rest : rest[1..];
            list.Add(Term(ref rest));
            rest = rest.TrimStart();
        }

        return pattern;
    }

    /// <summary>Whether a message fits.</summary>
    public bool Fits(string message) =>
        all.TrueForAll(term => message.Contains(term, StringComparison.Ordinal))
        && !none.Exists(term => message.Contains(term, StringComparison.Ordinal))
        && (any.Count == 0 || any.Exists(term => message.Contains(term, StringComparison.Ordinal)));

    private static string Term(ref string rest)
    {
        if (rest is not ['"', ..])
        {
            var end = rest.IndexOf(' ', StringComparison.Ordinal);
            var word = end < 0 ? rest : rest[..end];
            rest = rest[word.Length..];
            return word;
        }

        var close = rest.IndexOf('"', 1);
        if (close < 0)
        {
            throw LogsErrors.Invalid($"Invalid filter pattern: the quotes of {rest} do not end.");
        }

        var quoted = rest[1..close];
        rest = rest[(close + 1)..];
        return quoted;
    }
}
