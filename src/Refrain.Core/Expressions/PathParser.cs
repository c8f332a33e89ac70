using System.Globalization;

namespace Refrain.Core.Expressions;

/// <summary>Reads the text of a <see cref="PropertyPath"/>.</summary>
internal sealed class PathParser(string text)
{
    private readonly List<PathSegment> segments = [];

    /// <summary>How far it came: after a failure, the first character that does not fit.</summary>
    public int At { get; private set; } = text.StartsWith("$.", StringComparison.Ordinal) ? 2 : text.StartsWith('$') ? 1 : 0;

    /// <summary>The segments, or null when the text is no path.</summary>
    public ValueList<PathSegment>? Read()
    {
        var ok = At < text.Length && (text[At] == '[' ? ReadBracket() : ReadName());
        while (ok && At < text.Length)
        {
            ok = text[At] switch
            {
                '.' => ReadName(dots: 1),
                '[' => ReadBracket(),
                _ => false,
            };
        }

        return ok ? segments.ToValueList() : null;
    }

    private bool ReadName(int dots = 0)
    {
        At += dots;
        var length = text.AsSpan(At).IndexOfAny('.', '[', ']');
        var end = length < 0 ? text.Length : At + length;
        if (end == At || (end < text.Length && text[end] == ']'))
        {
            At = end;
            return false;
        }

        segments.Add(new PathSegment.Member(text[At..end]));
        At = end;
        return true;
    }

    private bool ReadBracket()
    {
        var start = At + 1;
        if (start < text.Length && text[start] is '\'' or '"')
        {
            // A key may hold anything but its own quote followed by the closing bracket.
            var close = text.IndexOf($"{text[start]}]", start + 1, StringComparison.Ordinal);
            return close > start + 1 && Add(new PathSegment.Key(text[(start + 1)..close]), close + 2);
        }

        var end = text.IndexOf(']', start);
        return end >= 0 && Positions(text[start..end]) is { } segment && Add(segment, end + 1);
    }

    private bool Add(PathSegment segment, int next)
    {
        segments.Add(segment);
        At = next;
        return true;
    }

    // [n], [a:b] or [a:b:c]; each of a slice's numbers may be left out.
    private static PathSegment? Positions(string inside)
    {
        var parts = inside.Split(':').Select(part => part.Trim(' ')).ToList();
        var numbers = parts.Select(Number).ToList();
        var readable = parts.Zip(numbers).All(pair => pair.Second is not null || (parts.Count > 1 && pair.First.Length == 0));
        return (readable, numbers) switch
        {
            (true, [{ } position]) => new PathSegment.Index(position),
            (true, [var first, var last]) => new PathSegment.Slice(first, last, null),
            (true, [var first, var last, var step]) => new PathSegment.Slice(first, last, step),
            _ => null,
        };
    }

    private static int? Number(string part) => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && part[0] != '+' ? number : null;
}
