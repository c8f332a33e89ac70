using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>One output of a step, given by hand.</summary>
/// <param name="Step">The step that is not run.</param>
/// <param name="Path">Where the value stands in its properties, as later steps read it: <c>ModelArtifacts.S3ModelArtifacts</c>; <c>PropertyFiles.NAME</c> gives a property file.</param>
/// <param name="Value">The value.</param>
public sealed record OutputValue(StepName Step, string Path, JsonElement Value);

/// <summary>Builds the results of steps whose outputs were given by hand.</summary>
public static class SuppliedOutputs
{
    private const string FilesPrefix = "PropertyFiles.";
    private const int LongestList = 1_000;

    // Lists whose elements are told apart by a member of their own; every other name in brackets is the entry of a map (spec 01, 4.1).
    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["Outputs"] = "OutputName",
        ["ProcessingInputs"] = "InputName",
        ["InputDataConfig"] = "ChannelName",
        ["FinalMetricDataList"] = "MetricName",
        ["MetricDefinitions"] = "Name",
    };

    /// <summary>One result for each step that is named; every problem is reported.</summary>
    public static ValueList<SuppliedResult> Build(PipelineDefinition definition, ValueList<OutputValue> values, Action<Diagnostic> report)
    {
        var results = new List<SuppliedResult>();
        foreach (var step in values.GroupBy(value => value.Step))
        {
            if (definition.Find(step.Key) is not { } found)
            {
                report(new Diagnostic("", $"Outputs are given for step '{step.Key}', which does not exist.", "the name of a step of this pipeline"));
            }
            else
            {
                results.Add(new SuppliedResult(step.Key, Result(found, step, report)));
            }
        }

        return results.ToValueList();
    }

    private static StepResult Result(StepDefinition step, IEnumerable<OutputValue> values, Action<Diagnostic> report)
    {
        var properties = new JsonObject();
        var files = new List<PropertyFileContent>();
        foreach (var value in values)
        {
            if (value.Path.StartsWith(FilesPrefix, StringComparison.Ordinal))
            {
                AddFile(step, value, files, report);
            }
            else if (!PropertyPath.TryParse(value.Path, out var path, out var errorAt))
            {
                report(new Diagnostic("", $"The output '{step.Name}.{value.Path}' cannot be read from character {errorAt + 1} of its path on.", "a path such as ModelArtifacts.S3ModelArtifacts"));
            }
            else if (Set(properties, path, value.Value) is { } problem)
            {
                report(new Diagnostic("", $"The output '{step.Name}.{value.Path}' cannot be set: {problem}.", "a path that later steps could read"));
            }
        }

        CheckCondition(step, properties, report);
        return new StepResult { Metadata = RawJson.EmptyObject, Properties = new RawJson(properties.ToJsonString(JsonText.Plain)), PropertyFiles = files.ToValueList() };
    }

    private static void AddFile(StepDefinition step, OutputValue value, List<PropertyFileContent> files, Action<Diagnostic> report)
    {
        var name = value.Path[FilesPrefix.Length..];
        if (step.PropertyFiles.All(file => file.Name != name))
        {
            var known = step.PropertyFiles.Count == 0 ? "the step has none" : $"one of {string.Join(", ", step.PropertyFiles.Select(file => file.Name))}";
            report(new Diagnostic("", $"Step '{step.Name}' has no property file '{name}'.", known));
        }

        files.RemoveAll(file => file.Name == name);
        files.Add(new PropertyFileContent(name, RawJson.Of(value.Value), null));
    }

    private static void CheckCondition(StepDefinition step, JsonObject properties, Action<Diagnostic> report)
    {
        if (step.Type is ConditionStepType && properties["Outcome"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            report(new Diagnostic("", $"The outcome of condition '{step.Name}' is not given.", $"{step.Name}.Outcome=true or =false"));
        }
    }

    /// <summary>Puts the value where the path leads, making what is not there; or says what is in the way.</summary>
    private static string? Set(JsonObject root, PropertyPath path, JsonElement value)
    {
        JsonNode at = root;
        var name = "";
        for (var index = 0; index < path.Segments.Count; index++)
        {
            var isLast = index == path.Segments.Count - 1;
            var next = isLast ? JsonNode.Parse(value.GetRawText()) : Container(path.Segments, index);
            var (child, problem) = Child(at, path.Segments[index], name, next, isLast);
            if (problem is not null)
            {
                return problem;
            }

            name = path.Segments[index] is PathSegment.Member member ? member.Name : "";
            at = child ?? root; // a null child is the last value, JSON null
        }

        return null;
    }

    /// <summary>What must stand where the next segment goes on: a list for numbers and for named elements of lists, else an object.</summary>
    private static JsonNode Container(ValueList<PathSegment> segments, int index) => segments[index + 1] switch
    {
        PathSegment.Index => new JsonArray(),
        PathSegment.Key when segments[index] is PathSegment.Member { Name: var name } && Lists.ContainsKey(name) => new JsonArray(),
        _ => new JsonObject(),
    };

    private static (JsonNode? Child, string? Problem) Child(JsonNode at, PathSegment segment, string parent, JsonNode? next, bool isLast) => (at, segment) switch
    {
        (JsonObject map, PathSegment.Member m) => Entry(map, m.Name, next, isLast),
        (JsonObject map, PathSegment.Key k) => Entry(map, k.Name, next, isLast),
        (JsonArray list, PathSegment.Index { Position: >= 0 and < LongestList } i) => Element(list, i.Position, next, isLast),
        (JsonArray list, PathSegment.Key k) when Lists.TryGetValue(parent, out var identifying) => (Named(list, identifying, k.Name), isLast ? "an element of a list is an object; name one of its members" : null),
        _ => (null, "it goes on inside a value that was given as a whole, or counts too far"),
    };

    private static (JsonNode? Child, string? Problem) Entry(JsonObject map, string name, JsonNode? next, bool isLast)
    {
        if (isLast && map.ContainsKey(name))
        {
            return (null, "it is given twice");
        }

        if (map[name] is null)
        {
            map[name] = next;
        }

        return (map[name], null);
    }

    private static (JsonNode? Child, string? Problem) Element(JsonArray list, int position, JsonNode? next, bool isLast)
    {
        while (list.Count <= position)
        {
            list.Add((JsonNode?)null);
        }

        if (isLast && list[position] is not null)
        {
            return (null, "it is given twice");
        }

        list[position] ??= next;
        return (list[position], null);
    }

    private static JsonObject Named(JsonArray list, string identifying, string name)
    {
        if (list.OfType<JsonObject>().FirstOrDefault(item => item[identifying]?.GetValue<string>() == name) is { } found)
        {
            return found;
        }

        var made = new JsonObject { [identifying] = name };
        list.Add((JsonNode)made);
        return made;
    }
}
