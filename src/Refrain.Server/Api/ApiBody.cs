using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Core;
using Refrain.Engine;

namespace Refrain.Server.Api;

/// <summary>
/// Reads the body of a call. It is held against its shape member by member before it is read, so that what is wrong is told in the caller's words: the
/// place in the document, what was found and what was expected.
/// </summary>
internal static class ApiBody
{
    /// <summary>The body as its shape.</summary>
    /// <exception cref="RefusalException">It is no JSON, has a member that the shape has not, lacks one, or has one of another type.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> shape)
    {
        var root = Parse(body);
        Check(root, shape, "$");
        return root.Deserialize(shape) ?? throw Refuse("$", "is null: expected an object");
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone();
            return root.UnreadableAt("$") is { } half ? throw Refuse(half, "holds half of a character") : root;
        }
        catch (JsonException error)
        {
            throw RefusalException.Invalid(
                body.IsEmpty
                    ? "The request has no body: expected a JSON object, {} at least."
                    : $"The body is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}): {error.Message.Split(" LineNumber:")[0]}");
        }
    }

    private static void Check(JsonElement value, JsonTypeInfo shape, string path)
    {
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CheckMembers(value, shape, path);
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array:
                var element = shape.Options.GetTypeInfo(shape.ElementType ?? throw new System.Diagnostics.UnreachableException());
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                {
                    Check(item, element, $"{path}[{index}]");
                }

                break;
            case JsonTypeInfoKind.None when Fits(value, shape):
                break;
            default:
                throw Refuse(path, $"is {Found(value)}: expected {Expected(shape)}");
        }
    }

    private static void CheckMembers(JsonElement value, JsonTypeInfo shape, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                throw Refuse(path, $"has the member '{member.Name}' twice: one of them would be lost");
            }

            var known = shape.Properties.FirstOrDefault(property => property.Name == member.Name)
                ?? throw Refuse(path, $"has a member '{member.Name}' that is not known there: expected {string.Join(", ", shape.Properties.Select(property => property.Name))}");
            if (member.Value.ValueKind == JsonValueKind.Null && !known.IsRequired && known.IsSetNullable)
            {
                continue; // clients send null for absent
            }

            Check(member.Value, shape.Options.GetTypeInfo(known.PropertyType), $"{path}.{member.Name}");
        }

        if (shape.Properties.FirstOrDefault(property => property.IsRequired && !value.TryGetProperty(property.Name, out _)) is { } missing)
        {
            throw Refuse(path, $"has no member '{missing.Name}', which is required there");
        }
    }

    // There is no other way to ask than to try: numbers have ranges, enumerations have words.
    private static bool Fits(JsonElement value, JsonTypeInfo shape)
    {
        try
        {
            return value.Deserialize(shape) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static RefusalException Refuse(string path, string problem) => RefusalException.Invalid($"The body at {path} {problem}.");

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Shorten(value.GetRawText()),
    };

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}...";

    private static string Expected(JsonTypeInfo shape)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        return shape.Kind switch
        {
            JsonTypeInfoKind.Object => "an object",
            JsonTypeInfoKind.Enumerable => "an array",
            _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ when type == typeof(string) => "a string",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            _ => "another type of value",
        };
    }
}
