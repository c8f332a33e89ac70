using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Server.SageMaker.ApiModel;

/// <summary>
/// The second look at an input: what is required, and the bounds, patterns and words of every shape. All that is wrong is told at once, in AWS's words (spec 08, 3.1).
/// </summary>
internal sealed class InputConstraints(Limits limits)
{
    private const int ShownCharacters = 200;

    private readonly List<string> errors = [];

    /// <summary>Everything that is wrong with an input whose kinds of JSON are right.</summary>
    public static IReadOnlyList<string> Errors(JsonElement input, RequestShape shape, Limits limits)
    {
        var check = new InputConstraints(limits);
        check.CheckStructure(input, shape, "");
        return check.errors;
    }

    private void Check(JsonElement value, RequestShape shape, string path, decimal? max)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                CheckStructure(value, shape, $"{path}.");
                break;
            case ShapeKind.Map:
                CheckMap(value, shape, path, max);
                break;
            case ShapeKind.List:
                CheckList(value, shape, path, max);
                break;
            case ShapeKind.Integer or ShapeKind.Float:
                CheckBounds(value.GetDouble(), shape, max, value.GetRawText(), path, "value");
                break;
            case ShapeKind.String:
                CheckText(value.GetString() ?? "", shape, path, max);
                break;
        }
    }

    private void CheckStructure(JsonElement value, RequestShape shape, string path)
    {
        foreach (var (name, shapeName) in shape.Members)
        {
            var inner = OperationModel.Shape(shapeName);
            var place = $"{path}{char.ToLowerInvariant(name[0])}{name[1..]}";
            if (value.Member(name) is not { } member)
            {
                if (shape.Required.Contains(name) || ModelDifferences.IsRequired(shape, name))
                {
                    errors.Add($"Value null at '{place}' failed to satisfy constraint: Member must not be null");
                }
            }
            else
            {
                Check(member, ModelDifferences.Shape(shape, name, inner), place, ModelDifferences.Max(shape, name, inner, limits));
            }
        }
    }

    private void CheckList(JsonElement value, RequestShape shape, string path, decimal? max)
    {
        var count = value.GetArrayLength();
        CheckBounds(count, shape, max, count == 0 ? "[]" : $"[{count} elements]", path, "length");
        var (inner, index) = (OperationModel.Shape(shape.Item), 0);
        foreach (var item in value.EnumerateArray())
        {
            var place = $"{path}.{++index}.member";
            if (item.ValueKind == JsonValueKind.Null)
            {
                errors.Add($"Value null at '{place}' failed to satisfy constraint: Member must not be null");
            }
            else
            {
                Check(item, inner, place, ShapeLimits.Max(inner, limits));
            }
        }
    }

    private void CheckMap(JsonElement value, RequestShape shape, string path, decimal? max)
    {
        var entries = value.EnumerateObject().Where(entry => entry.Value.ValueKind != JsonValueKind.Null).ToList();
        CheckBounds(entries.Count, shape, max, entries.Count == 0 ? "{}" : $"{{{entries.Count} entries}}", path, "length");
        var (key, item) = (OperationModel.Shape(shape.Key), OperationModel.Shape(shape.Item));
        foreach (var entry in entries)
        {
            CheckText(entry.Name, key, $"{path}.{Shown(entry.Name)}.key", ShapeLimits.Max(key, limits));
            Check(entry.Value, item, $"{path}.{Shown(entry.Name)}.value", ShapeLimits.Max(item, limits));
        }
    }

    private void CheckText(string text, RequestShape shape, string path, decimal? max)
    {
        if (shape.Words is { } words)
        {
            if (!words.Contains(text))
            {
                Add(text, path, $"Member must satisfy enum value set: [{string.Join(", ", words)}]");
            }
        }
        else if (CheckBounds(text.Length, shape, max, text, path, "length") && shape.Pattern is { } pattern && !pattern.Matches(text))
        {
            Add(text, path, $"Member must satisfy regular expression pattern: {pattern.Text}");
        }
    }

    /// <summary>False when it is too much: then a pattern is not tried.</summary>
    private bool CheckBounds(double number, RequestShape shape, decimal? max, string shown, string path, string what)
    {
        if (shape.Min is { } min && number < (double)min)
        {
            Add(shown, path, $"Member must have {what} greater than or equal to {min:0.##########}");
        }
        else if (max is { } most && number > (double)most)
        {
            Add(shown, path, $"Member must have {what} less than or equal to {most:0.##########}");
            return false;
        }

        return true;
    }

    private void Add(string value, string path, string constraint) => errors.Add($"Value '{Shown(value)}' at '{path}' failed to satisfy constraint: {constraint}");

    private static string Shown(string text) => text.Length > ShownCharacters ? $"{text[..ShownCharacters]}..." : text;
}
