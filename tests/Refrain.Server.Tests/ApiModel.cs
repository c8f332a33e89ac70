using System.Text.Json.Nodes;

namespace Refrain.Server.Tests;

/// <summary>Holds answers against the public API model: typed clients build strict objects from it.</summary>
internal static class ApiModel
{
    private static readonly JsonObject Model = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ApiModel", "sagemaker-api.json")))!.AsObject();

    /// <summary>The operations of the model.</summary>
    public static IReadOnlyList<string> Operations => [.. Model["operations"]!.AsObject().Select(operation => operation.Key)];

    /// <summary>The name of an operation's input shape (<c>input</c>) or output shape (<c>output</c>); null when it has none.</summary>
    public static string? ShapeName(string operation, string direction) => (string?)Model["operations"]![operation]![direction]?["shape"];

    /// <summary>A shape as the model has it.</summary>
    public static JsonObject Shape(string name) => Model["shapes"]![name]!.AsObject();

    /// <summary>Everything in an answer that the model does not know, has another type for, or misses.</summary>
    public static IReadOnlyList<string> Problems(string operation, JsonObject answer)
    {
        var problems = new List<string>();
        if (Model["operations"]![operation]!["output"] is { } output)
        {
            Check((string)output["shape"]!, answer, operation, problems);
        }
        else if (answer.Count > 0)
        {
            problems.Add($"{operation}: answers nothing, found {answer.ToJsonString()}");
        }

        return problems;
    }

    private static void Check(string shapeName, JsonNode? value, string path, List<string> problems)
    {
        var shape = Model["shapes"]![shapeName]!.AsObject();
        var type = (string)shape["type"]!;
        if (!Fits(type, value))
        {
            problems.Add($"{path}: expected {type}, found {value?.ToJsonString() ?? "null"}");
            return;
        }

        switch (type)
        {
            case "structure":
                CheckStructure(shape, value!.AsObject(), path, problems);
                break;
            case "list":
                value!.AsArray().Select((item, index) => (item, index)).ToList().ForEach(one => Check((string)shape["member"]!["shape"]!, one.item, $"{path}[{one.index}]", problems));
                break;
            case "map":
                value!.AsObject().ToList().ForEach(entry => Check((string)shape["value"]!["shape"]!, entry.Value, $"{path}.{entry.Key}", problems));
                break;
            default:
                if (shape["enum"] is JsonArray words && !words.Any(word => (string?)word == (string?)value))
                {
                    problems.Add($"{path}: '{value}' is not in the enumeration");
                }

                break;
        }
    }

    private static void CheckStructure(JsonObject shape, JsonObject value, string path, List<string> problems)
    {
        var members = shape["members"]!.AsObject();
        problems.AddRange((shape["required"]?.AsArray() ?? []).Where(name => !value.ContainsKey((string)name!)).Select(name => $"{path}.{name}: required, but missing"));
        foreach (var (name, member) in value)
        {
            if (members[name] is { } memberShape)
            {
                Check((string)memberShape["shape"]!, member, $"{path}.{name}", problems);
            }
            else
            {
                problems.Add($"{path}.{name}: the model has no such member");
            }
        }
    }

    private static bool Fits(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("structure" or "map", System.Text.Json.JsonValueKind.Object) => true,
        ("list", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("integer" or "long", System.Text.Json.JsonValueKind.Number) => !value!.ToJsonString().Contains('.', StringComparison.Ordinal),
        ("timestamp" or "double" or "float", System.Text.Json.JsonValueKind.Number) => true,
        _ => false,
    };
}
