using System.Text.Json;
using Refrain.Aws.AwsJson;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Server.SageMaker.ApiModel;

/// <summary>The first look at an input: is every member the kind of JSON that its shape is? Null is absent, members that the model does not know are nobody's business.</summary>
internal static class InputKinds
{
    /// <summary>The first place that is not, and what belongs there; null when all is well.</summary>
    public static string? Problem(JsonElement value, RequestShape shape, string path = "$")
    {
        if (!Fits(value, shape.Kind))
        {
            return $"the value at {path} has the wrong JSON type (expected: {Name(shape.Kind)})";
        }

        return shape.Kind switch
        {
            ShapeKind.Structure => value.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.Null && shape.Members.ContainsKey(member.Name))
                .Select(member => Problem(member.Value, OperationModel.Shape(shape.Members[member.Name]), $"{path}.{member.Name}"))
                .FirstOrDefault(problem => problem is not null),
            ShapeKind.Map => value.EnumerateObject()
                .Where(entry => entry.Value.ValueKind != JsonValueKind.Null)
                .Select(entry => Problem(entry.Value, OperationModel.Shape(shape.Item), $"{path}.{entry.Name}"))
                .FirstOrDefault(problem => problem is not null),
            ShapeKind.List => value.EnumerateArray()
                .Select((item, index) => item.ValueKind == JsonValueKind.Null ? null : Problem(item, OperationModel.Shape(shape.Item), $"{path}[{index}]"))
                .FirstOrDefault(problem => problem is not null),
            _ => null,
        };
    }

    private static bool Fits(JsonElement value, ShapeKind kind) => kind switch
    {
        ShapeKind.Structure or ShapeKind.Map => value.ValueKind == JsonValueKind.Object,
        ShapeKind.List => value.ValueKind == JsonValueKind.Array,
        ShapeKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        ShapeKind.Float => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number),
        ShapeKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        ShapeKind.Timestamp => AwsTimestamp.Read(value) is not null,
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static string Name(ShapeKind kind) => kind switch
    {
        ShapeKind.Structure or ShapeKind.Map => "an object",
        ShapeKind.List => "an array",
        ShapeKind.Integer => "a whole number",
        ShapeKind.Float => "a number",
        ShapeKind.Boolean => "true or false",
        ShapeKind.Timestamp => "a timestamp: seconds since 1970, or ISO 8601",
        _ => "a string",
    };
}
