using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Refrain.Core;

/// <summary>Small things to do with JSON that do not depend on what it means.</summary>
public static class JsonText
{
    /// <summary>
    /// For documents of our own making: what comes from outside is at most 64 deep, and stands deeper inside what we make of it (arguments that take in
    /// a property, events that hold arguments).
    /// </summary>
    public const int MaxDepth = 512;

    /// <summary>Texts as they are, not escaped for HTML.</summary>
    internal static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    internal static JsonDocumentOptions Deep { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>The member, or null when it is absent, JSON null, or the element is no object. Clients send null for absent.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The member's text when it is a string, else null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>The elements of an array member; none when it is absent or no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

    /// <summary>
    /// JSON path of the first name or string that holds half of a character (<c>\ud800</c> without its partner), which JSON's grammar allows and nothing
    /// can read; null when there is none.
    /// </summary>
    public static string? UnreadableAt(this JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return IsReadable(element) ? null : path;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!IsReadable(member))
                    {
                        return path;
                    }

                    if (member.Value.UnreadableAt($"{path}.{member.Name}") is { } at)
                    {
                        return at;
                    }
                }

                return null;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select((item, index) => item.UnreadableAt($"{path}[{index}]")).FirstOrDefault(at => at is not null);
            default:
                return null;
        }
    }

    /// <summary>JSON paths of the members that stand a second time in their object, in document order.</summary>
    public static IEnumerable<string> RepeatedMembers(this JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany((item, index) => item.RepeatedMembers($"{path}[{index}]"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return element.ValueKind != JsonValueKind.Object ? [] : element.EnumerateObject().SelectMany(member =>
        {
            var place = $"{path}.{member.Name}";
            return seen.Add(member.Name) ? member.Value.RepeatedMembers(place) : member.Value.RepeatedMembers(place).Prepend(place);
        });
    }

    /// <summary>A JSON string as an element.</summary>
    public static JsonElement String(string text) => Write(writer => writer.WriteStringValue(text));

    /// <summary>A JSON boolean as an element.</summary>
    public static JsonElement Boolean(bool value) => Write(writer => writer.WriteBooleanValue(value));

    /// <summary>An element of what the action writes.</summary>
    public static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(WriteBytes(write), Deep);
        return document.RootElement.Clone();
    }

    /// <summary>The document that the action writes.</summary>
    public static RawJson WriteRaw(Action<Utf8JsonWriter> write) => new(Encoding.UTF8.GetString(WriteBytes(write).Span));

    /// <summary>
    /// A scalar as text: strings as they are, integers without a point, floats in shortest round-trip form, booleans in lower case (spec 01, 3.2).
    /// Null for objects and arrays.
    /// </summary>
    public static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Number(value.GetRawText()),
        _ => null,
    };

    /// <summary>SHA-256 (hex) of the document with sorted members and without nulls: equal documents have equal digests.</summary>
    public static string CanonicalDigest(JsonElement value) =>
        Convert.ToHexStringLower(SHA256.HashData(WriteBytes(writer => WriteCanonical(writer, value)).Span));

    private static string Number(string raw) =>
        raw.AsSpan().IndexOfAny('e', 'E') < 0 ? raw : double.Parse(raw, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);

    // There is no other way to ask than to try.
    private static bool IsReadable(JsonElement text)
    {
        try
        {
            _ = text.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsReadable(JsonProperty member)
    {
        try
        {
            _ = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> WriteBytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteCanonical(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteCanonical(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
