using System.Globalization;
using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Steps.Shapes;

/// <summary>The first pass, over arguments as authored: members and kinds of JSON (spec 08, 3.1).</summary>
internal sealed class ShapeStructure(Action<Diagnostic> report)
{
    public void Check(JsonElement value, RequestShape shape, string path)
    {
        if (value.ValueKind == JsonValueKind.Null || ExpressionReader.IsExpression(value))
        {
            return;
        }

        switch (shape.Kind)
        {
            case ShapeKind.Structure or ShapeKind.Map:
                CheckObject(value, shape, path);
                break;
            case ShapeKind.List:
                CheckList(value, shape, path);
                break;
            default:
                CheckScalar(value, shape, path);
                break;
        }
    }

    /// <summary>The request itself: no expression can stand for all of it.</summary>
    public void CheckRequest(JsonElement arguments, RequestShape shape, string path) => CheckObject(arguments, shape, path);

    private void CheckObject(JsonElement value, RequestShape shape, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", $"an object: {Expected(shape)}"));
            return;
        }

        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            if (shape.Kind == ShapeKind.Map)
            {
                Check(member.Value, RequestShapes.Get(shape.Item), $"{path}.{member.Name}");
            }
            else if (shape.Members.TryGetValue(member.Name, out var inner))
            {
                Check(member.Value, RequestShapes.Get(inner), $"{path}.{member.Name}");
            }
            else
            {
                report(new Diagnostic($"{path}.{member.Name}", $"Unknown Argument member '{member.Name}'", $"one of {string.Join(", ", shape.Members.Keys)}"));
            }
        }
    }

    private void CheckList(JsonElement value, RequestShape shape, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic(path, "Expecting start of Json Array.", $"an array: {Expected(shape)}"));
            return;
        }

        foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
        {
            Check(item, RequestShapes.Get(shape.Item), $"{path}[{index}]");
        }
    }

    // A number may be written as text and the other way round: SDKs and authors do both, and the service reads both.
    private void CheckScalar(JsonElement value, RequestShape shape, string path)
    {
        var fits = (shape.Kind, value.ValueKind) switch
        {
            (_, JsonValueKind.Object or JsonValueKind.Array) => false,
            (ShapeKind.Boolean, _) => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            (ShapeKind.Integer or ShapeKind.Float, JsonValueKind.True or JsonValueKind.False) => false,
            (ShapeKind.Integer or ShapeKind.Float, JsonValueKind.String) =>
                double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            _ => true,
        };
        if (!fits)
        {
            report(new Diagnostic(path, $"Expecting a Json {Word(shape.Kind)}.", $"a {Word(shape.Kind).ToLowerInvariant()} or an expression: {Expected(shape)}"));
        }
    }

    internal static string Word(ShapeKind kind) => kind switch
    {
        ShapeKind.Integer or ShapeKind.Float => "Number",
        ShapeKind.Boolean => "Boolean",
        _ => "String",
    };

    private static string Expected(RequestShape shape) => $"a value of type {shape.Name}";
}
