using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Steps.Shapes;

/// <summary>The second pass, over resolved arguments: required members, enums, patterns, lengths, sizes and ranges (spec 08, 3.1).</summary>
internal sealed class ShapeValues(Limits limits, Action<Diagnostic> report)
{
    private const int ShownCharacters = 200;

    public void Check(JsonElement value, RequestShape shape, string path, string optional = "")
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure when value.ValueKind == JsonValueKind.Object:
                CheckStructure(value, shape, path, optional);
                break;
            case ShapeKind.Map when value.ValueKind == JsonValueKind.Object:
                CheckMap(value, shape, path);
                break;
            case ShapeKind.List when value.ValueKind == JsonValueKind.Array:
                CheckList(value, shape, path);
                break;
            case ShapeKind.Structure or ShapeKind.Map:
                Report(path, "Expecting start of Json Object.", "an object");
                break;
            case ShapeKind.List:
                Report(path, "Expecting start of Json Array.", "an array");
                break;
            case ShapeKind.String when JsonText.Scalar(value) is { } text:
                CheckText(text, shape, path);
                break;
            case ShapeKind.Integer or ShapeKind.Float when Number(value, shape.Kind) is { } number:
                CheckBounds(number, value.GetRawText().Trim('"'), "number", "", shape, path);
                break;
            case ShapeKind.Boolean when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                break;
            default:
                Report(path, $"Expecting a Json {ShapeStructure.Word(shape.Kind)}, found {Shown(value.GetRawText())}.", $"one value of type {shape.Name}");
                break;
        }
    }

    private void CheckStructure(JsonElement value, RequestShape shape, string path, string optional)
    {
        foreach (var name in shape.Required.Where(name => name != optional && value.Member(name) is null))
        {
            Report($"{path}.{name}", $"Model Validation failed: Value null at '{name}' failed to satisfy constraint: Member must not be null", $"a value for {name}");
        }

        foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            // What is unknown was reported when the definition was created, unless an expression brought it: then nobody asked for it.
            if (shape.Members.TryGetValue(member.Name, out var inner))
            {
                Check(member.Value, RequestShapes.Get(inner), $"{path}.{member.Name}");
            }
        }
    }

    private void CheckMap(JsonElement value, RequestShape shape, string path)
    {
        var entries = value.EnumerateObject().Where(entry => entry.Value.ValueKind != JsonValueKind.Null).ToList();
        CheckBounds(entries.Count, $"{{{entries.Count} entries}}", "map", $" with size={entries.Count}", shape, path);
        foreach (var entry in entries)
        {
            CheckText(entry.Name, RequestShapes.Get(shape.Key), $"{path}.{entry.Name}");
            Check(entry.Value, RequestShapes.Get(shape.Item), $"{path}.{entry.Name}");
        }
    }

    private void CheckList(JsonElement value, RequestShape shape, string path)
    {
        var size = value.GetArrayLength();
        CheckBounds(size, $"[{size} elements]", "list", $" with size={size}", shape, path);
        foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
        {
            Check(item, RequestShapes.Get(shape.Item), $"{path}[{index}]");
        }
    }

    private void CheckText(string text, RequestShape shape, string path)
    {
        if (shape.Words is { } words)
        {
            if (!words.Contains(text))
            {
                Report(path, $"Model Validation failed: Value '{Shown(text)}' for '{shape.Name}' failed to satisfy enum value set: [{string.Join(", ", words)}]", "one of these words");
            }

            return;
        }

        if (CheckBounds(text.Length, $"'{Shown(text)}'", "string", $" with length={text.Length}", shape, path) && shape.Pattern is { } pattern && !pattern.Matches(text))
        {
            Report(
                path,
                $"Model Validation failed: Value '{Shown(text)}' for '{shape.Name}' failed to satisfy regular expression pattern: {pattern.Text}",
                shape.Name == "S3Uri" ? "s3://BUCKET/KEY" : "a value that matches the pattern as a whole");
        }
    }

    private bool CheckBounds(decimal number, string shown, string what, string measured, RequestShape shape, string path)
    {
        var max = ShapeLimits.Max(shape, limits);
        var (word, bound) = number < shape.Min ? ("less than min", shape.Min) : number > max ? ("greater than max", max) : ("", null);
        if (bound is null)
        {
            return true;
        }

        // The service prints bounds as floating point numbers: max=63.0.
        var printed = bound.Value.ToString("0.0#########", CultureInfo.InvariantCulture);
        Report(path, $"Model Validation failed: {what} {shown}{measured} cannot be {word}={printed} defined for {shape.Name}.", $"at {(number > max ? "most" : "least")} {bound:0.##########}");
        return false;
    }

    private static decimal? Number(JsonElement value, ShapeKind kind)
    {
        var text = value.ValueKind is JsonValueKind.Number or JsonValueKind.String ? JsonText.Scalar(value) : null;
        var style = kind == ShapeKind.Integer ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        return decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private void Report(string path, string message, string expected) => report(new Diagnostic(path, message, expected));

    private static string Shown(string text) => text.Length > ShownCharacters ? $"{text[..ShownCharacters]}..." : text;
}
