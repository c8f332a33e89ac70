using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Server.SageMaker.ApiModel;

/// <summary>Of an input what the model knows, without nulls: what may be stored and echoed. Newer clients may send more than that.</summary>
internal static class KnownMembers
{
    /// <summary>The document.</summary>
    public static RawJson Of(JsonElement input, RequestShape shape) => RawJson.Of(JsonText.Write(writer => Write(writer, input, shape)));

    private static void Write(Utf8JsonWriter writer, JsonElement value, RequestShape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure or ShapeKind.Map:
                writer.WriteStartObject();
                foreach (var (name, member, inner) in Members(value, shape))
                {
                    writer.WritePropertyName(name);
                    Write(writer, member, OperationModel.Shape(inner));
                }

                writer.WriteEndObject();
                break;
            case ShapeKind.List:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, OperationModel.Shape(shape.Item));
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // Of a member that stands twice the last one counts, as it does for the checks.
    private static IEnumerable<(string Name, JsonElement Value, string Shape)> Members(JsonElement value, RequestShape shape) => shape.Kind == ShapeKind.Structure
        ? shape.Members.Where(member => value.Member(member.Key) is not null).Select(member => (member.Key, value.GetProperty(member.Key), member.Value))
        : value.EnumerateObject().Where(entry => entry.Value.ValueKind != JsonValueKind.Null).DistinctBy(entry => entry.Name).Select(entry => (entry.Name, value.GetProperty(entry.Name), shape.Item));
}
