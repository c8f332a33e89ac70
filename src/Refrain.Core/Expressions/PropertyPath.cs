using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>
/// A path into a step's properties or a JSON object: <c>name ( "." name | "[" integer "]" | "[" slice "]" | "['" key "']" )*</c>. A leading <c>$</c> or
/// <c>$.</c> is accepted.
/// </summary>
public sealed record PropertyPath(ValueList<PathSegment> Segments)
{
    /// <summary>Reads a path; false, with the position of the first character that does not fit, for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PropertyPath? path, out int errorAt)
    {
        var parser = new PathParser(text);
        path = parser.Read() is { } segments ? new PropertyPath(segments) : null;
        errorAt = parser.At;
        return path is not null;
    }

    /// <summary>True when a slice makes an array of what the path leads to.</summary>
    public bool ChoosesSeveral => Segments.Any(segment => segment is PathSegment.Slice);

    /// <summary>
    /// Follows the path; null when it leads nowhere. After a slice every move goes on from each of the elements it chose; those that it leads nowhere are
    /// left out, and the value is the array of the others.
    /// </summary>
    public JsonElement? Resolve(JsonElement document)
    {
        List<JsonElement> reached = [document];
        var several = false;
        foreach (var segment in Segments)
        {
            var leadsNowhere = segment is PathSegment.Slice ? reached.TrueForAll(value => value.ValueKind != JsonValueKind.Array) : reached.Count == 0;
            if (leadsNowhere && !(several && reached.Count == 0))
            {
                return null;
            }

            several |= segment is PathSegment.Slice;
            reached = reached.SelectMany(segment.From).ToList();
        }

        return several ? Array(reached) : reached is [{ ValueKind: not JsonValueKind.Null } one] ? one : null;
    }

    /// <inheritdoc />
    public override string ToString() => string.Concat(Segments.Select((segment, index) => segment.Text(isFirst: index == 0)));

    private static JsonElement Array(List<JsonElement> items) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    });
}
