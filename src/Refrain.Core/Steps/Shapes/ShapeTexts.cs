using System.Text.Json;

namespace Refrain.Core.Steps.Shapes;

/// <summary>Turns numbers and booleans to text where a request wants text: an Integer parameter may be a hyperparameter's value (spec 01, 3.1).</summary>
internal static class ShapeTexts
{
    public static JsonElement In(JsonElement value, RequestShape shape) => JsonText.Write(writer => Write(writer, value, shape));

    // What has no shape, or another kind than its shape, stays as it is: the checks have words for it.
    private static void Write(Utf8JsonWriter writer, JsonElement value, RequestShape? shape)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, Inner(shape, member.Name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, shape is { Kind: ShapeKind.List } ? RequestShapes.Get(shape.Item) : null);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when shape is { Kind: ShapeKind.String }:
                writer.WriteStringValue(JsonText.Scalar(value));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static RequestShape? Inner(RequestShape? shape, string member) => shape switch
    {
        { Kind: ShapeKind.Map } => RequestShapes.Get(shape.Item),
        { Kind: ShapeKind.Structure } when shape.Members.TryGetValue(member, out var name) => RequestShapes.Get(name),
        _ => null,
    };
}
