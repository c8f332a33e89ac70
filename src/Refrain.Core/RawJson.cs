using System.Text.Json;
using System.Text.Json.Serialization;

namespace Refrain.Core;

/// <summary>A JSON document kept as text: cheap to hold by the thousand, equal by text, parsed when somebody looks inside.</summary>
[JsonConverter(typeof(RawJsonJson))]
public readonly record struct RawJson(string Text)
{
    /// <summary>The document without members.</summary>
    public static RawJson EmptyObject { get; } = new("{}");

    /// <summary>The text of an element, as it was written.</summary>
    public static RawJson Of(JsonElement element) => new(element.GetRawText());

    /// <summary>The root element; it does not depend on a disposable document.</summary>
    /// <exception cref="JsonException">The text is not JSON: a damaged record.</exception>
    public JsonElement Parse()
    {
        using var document = JsonDocument.Parse(Text, JsonText.Deep);
        return document.RootElement.Clone();
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}

internal sealed class RawJsonJson : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return RawJson.Of(document.RootElement);
    }

    // The writer's own check stops at a depth of 64; what is not JSON must still not be stored.
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        using (JsonDocument.Parse(value.Text, JsonText.Deep))
        {
            writer.WriteRawValue(value.Text, skipInputValidation: true);
        }
    }
}
