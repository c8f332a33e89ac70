using System.Text.Json;
using Refrain.Aws.AwsJson;

namespace Refrain.Cli.Api;

/// <summary>Reads members of answers; what is absent or of another kind reads as null.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement from, string name) =>
        from.ValueKind is JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    public static string? Text(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static string Required(this JsonElement from, string name) =>
        from.Text(name) ?? throw new AwsServiceException("InvalidResponse", $"The answer has no '{name}'. Is this the address of an AWS endpoint?", 200, null);

    public static DateTimeOffset? Time(this JsonElement from, string name) =>
        from.Member(name) is { } value ? AwsTimestamp.Read(value) : null;

    public static IEnumerable<JsonElement> Elements(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
