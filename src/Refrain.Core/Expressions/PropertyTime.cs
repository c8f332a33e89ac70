using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>
/// Times in properties: the documents hold epoch seconds, as the wire does, and expressions see ISO 8601 in UTC, as <c>Execution.StartDateTime</c> is
/// (spec 01, 4.1). No member of a Create request is a time, so wherever one is read it is read as text. What is a time is told by its name, as in all
/// of AWS's answers; the outputs of Lambda and Callback steps have names that the author chose.
/// </summary>
internal static class PropertyTime
{
    /// <summary>The value that a path leads to, with times in it as text.</summary>
    public static JsonElement? AsText(PropertyPath path, JsonElement? value) => value is { } found && NamesTime(path) ? Converted(found) : value;

    private static bool NamesTime(PropertyPath path) =>
        path.Segments is [var first, ..] && first is not PathSegment.Member { Name: "OutputParameters" }
        && path.Segments[^1] is PathSegment.Member { Name: var last }
        && (last.EndsWith("Time", StringComparison.Ordinal) || last.EndsWith("Timestamp", StringComparison.OrdinalIgnoreCase));

    private static JsonElement Converted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when Text(value) is { } text => JsonText.String(text),
        JsonValueKind.Array => JsonText.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                Converted(item).WriteTo(writer);
            }

            writer.WriteEndArray();
        }),
        _ => value,
    };

    // Null for a number that is no time of this calendar: it stays a number.
    private static string? Text(JsonElement number) =>
        number.TryGetDecimal(out var seconds) && seconds is >= -62_135_596_800m and < 253_402_300_800m
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : null;
}
