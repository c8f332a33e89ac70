using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>One move inside a document.</summary>
public abstract record PathSegment
{
    private PathSegment()
    {
    }

    /// <summary><c>.name</c></summary>
    public sealed record Member(string Name) : PathSegment;

    /// <summary><c>[3]</c>, counted from 0.</summary>
    public sealed record Index(int Position) : PathSegment;

    /// <summary><c>['key']</c>: a map entry, or the element of an array of objects that is identified by this key (spec 01, 4.1).</summary>
    public sealed record Key(string Name) : PathSegment;
}

/// <summary>
/// A path into a step's properties or a JSON object: <c>name ( "." name | "[" integer "]" | "['" key "']" )*</c>. A leading <c>$</c> or <c>$.</c> is accepted.
/// </summary>
public sealed record PropertyPath(ValueList<PathSegment> Segments)
{
    // The member that tells the elements of an array of objects apart, most specific first.
    private static readonly string[] IdentifyingMembers = ["OutputName", "InputName", "MetricName", "ChannelName", "Name", "Key"];

    /// <summary>Reads a path; false, with the position of the first character that does not fit, for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PropertyPath? path, out int errorAt)
    {
        var segments = new List<PathSegment>();
        var at = text.StartsWith("$.", StringComparison.Ordinal) ? 2 : text.StartsWith('$') ? 1 : 0;
        var ok = at < text.Length && (text[at] == '[' ? ReadBracket(text, ref at, segments) : ReadName(text, ref at, segments));
        while (ok && at < text.Length)
        {
            ok = text[at] == '.' ? ReadName(text, ref at, segments, dots: 1) : ReadBracket(text, ref at, segments);
        }

        (path, errorAt) = (ok ? new PropertyPath(segments.ToValueList()) : null, at);
        return ok;
    }

    /// <summary>Follows the path; null when it leads nowhere.</summary>
    public JsonElement? Resolve(JsonElement document)
    {
        JsonElement? current = document;
        foreach (var segment in Segments)
        {
            current = current is { } value ? Step(value, segment) : null;
        }

        return current is { ValueKind: not JsonValueKind.Null } ? current : null;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var segment in Segments)
        {
            _ = segment switch
            {
                PathSegment.Member m => text.Append(text.Length == 0 ? "" : ".").Append(m.Name),
                PathSegment.Index i => text.Append('[').Append(i.Position).Append(']'),
                PathSegment.Key k when k.Name.Contains('\'', StringComparison.Ordinal) => text.Append("[\"").Append(k.Name).Append("\"]"),
                PathSegment.Key k => text.Append("['").Append(k.Name).Append("']"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        return text.ToString();
    }

    private static bool ReadName(string text, ref int at, List<PathSegment> segments, int dots = 0)
    {
        at += dots;
        var length = text.AsSpan(at).IndexOfAny('.', '[', ']');
        var end = length < 0 ? text.Length : at + length;
        if (end == at || (end < text.Length && text[end] == ']'))
        {
            at = end;
            return false;
        }

        segments.Add(new PathSegment.Member(text[at..end]));
        at = end;
        return true;
    }

    private static bool ReadBracket(string text, ref int at, List<PathSegment> segments)
    {
        if (text[at] != '[')
        {
            return false;
        }

        var start = at + 1;
        if (start < text.Length && text[start] is '\'' or '"')
        {
            // A key may hold anything but its own quote followed by the closing bracket.
            var close = text.IndexOf($"{text[start]}]", start + 1, StringComparison.Ordinal);
            if (close <= start + 1)
            {
                return false;
            }

            segments.Add(new PathSegment.Key(text[(start + 1)..close]));
            at = close + 2;
            return true;
        }

        var end = text.IndexOf(']', start);
        if (end < 0 || !int.TryParse(text.AsSpan(start, end - start), System.Globalization.NumberStyles.None, null, out var index))
        {
            return false;
        }

        segments.Add(new PathSegment.Index(index));
        at = end + 1;
        return true;
    }

    private static JsonElement? Step(JsonElement value, PathSegment segment) => (value.ValueKind, segment) switch
    {
        (JsonValueKind.Object, PathSegment.Member m) => value.Member(m.Name),
        (JsonValueKind.Object, PathSegment.Key k) => value.Member(k.Name),
        (JsonValueKind.Array, PathSegment.Index i) => i.Position < value.GetArrayLength() ? value[i.Position] : null,
        (JsonValueKind.Array, PathSegment.Key k) => value.EnumerateArray().Cast<JsonElement?>().FirstOrDefault(item => IsIdentifiedBy(item!.Value, k.Name)),
        _ => null,
    };

    private static bool IsIdentifiedBy(JsonElement item, string key)
    {
        var member = IdentifyingMembers.Select(name => item.Text(name)).FirstOrDefault(text => text is not null)
            ?? OnlyMemberEndingInName(item);
        return member == key;
    }

    private static string? OnlyMemberEndingInName(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = item.EnumerateObject().Where(m => m.Name.EndsWith("Name", StringComparison.Ordinal) && m.Value.ValueKind == JsonValueKind.String).ToList();
        return names.Count == 1 ? names[0].Value.GetString() : null;
    }
}
