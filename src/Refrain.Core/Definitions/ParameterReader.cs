using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Definitions;

/// <summary>Reads the declared parameters of a definition (spec 01, 2).</summary>
internal static class ParameterReader
{
    private static readonly string[] Members = ["Name", "Type", "DefaultValue", "Description", "EnumValues"];

    public static ValueList<PipelineParameter> Read(JsonElement root, Limits limits, Action<Diagnostic> report)
    {
        if (root.Member("Parameters") is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic("$.Parameters", "Expecting start of Json Array.", "an array of parameters"));
            return [];
        }

        if (list.GetArrayLength() > limits.Parameters)
        {
            report(new Diagnostic("$.Parameters", $"The definition declares {list.GetArrayLength()} parameters.", $"at most {limits.Parameters}"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<PipelineParameter>();
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            var path = $"$.Parameters[{index}]";
            if (ReadOne(item, path, report) is not { } parameter)
            {
                continue;
            }

            if (!names.Add(parameter.Name))
            {
                report(new Diagnostic($"{path}.Name", $"Parameter '{parameter.Name}' is declared twice.", "one declaration for each name"));
            }

            read.Add(parameter);
        }

        return read.ToValueList();
    }

    private static PipelineParameter? ReadOne(JsonElement item, string path, Action<Diagnostic> report)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "a parameter with Name and Type"));
            return null;
        }

        foreach (var unknown in item.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Members)));
        }

        if (item.Text("Name") is not { } name || !StepName.IsValid(name))
        {
            report(new Diagnostic($"{path}.Name", "A parameter needs a name.", "1 to 64 characters of A-Z, a-z, 0-9, - and _"));
            return null;
        }

        var type = item.Member("Type") is { } given ? TypeOf(given) : ParameterType.String;
        if (type is null)
        {
            report(new Diagnostic(
                $"{path}.Type",
                $"Model Validation failed: Value {item.Member("Type")?.GetRawText()} for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]",
                "one of these types"));
            return new PipelineParameter(name, ParameterType.String, null, null); // it is declared, so what refers to it is no second problem
        }

        var values = EnumValues(item, path, report);
        return new PipelineParameter(name, type.Value, Default(item, type.Value, name, values, path, report), values);
    }

    private static ParameterType? TypeOf(JsonElement given) => (given.ValueKind == JsonValueKind.String ? given.GetString() : null) switch
    {
        "String" => ParameterType.String,
        "Integer" => ParameterType.Integer,
        "Float" => ParameterType.Float,
        "Boolean" => ParameterType.Boolean,
        _ => null,
    };

    private static ValueList<string>? EnumValues(JsonElement item, string path, Action<Diagnostic> report)
    {
        if (item.Member("EnumValues") is not { } list)
        {
            return null;
        }

        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(value => JsonText.Scalar(value) is not null))
        {
            return list.EnumerateArray().Select(value => JsonText.Scalar(value)!).ToValueList(); // every value is a scalar
        }

        report(new Diagnostic($"{path}.EnumValues", "Expecting start of Json Array.", "an array of strings"));
        return null;
    }

    private static string? Default(JsonElement item, ParameterType type, string name, ValueList<string>? values, string path, Action<Diagnostic> report)
    {
        if (item.Member("DefaultValue") is not { } value)
        {
            return null;
        }

        if (!Fits(value, type))
        {
            report(new Diagnostic($"{path}.DefaultValue", $"The default {value.GetRawText()} of parameter '{name}' is not of type {type}.", $"a JSON {JsonWord(type)}"));
            return null;
        }

        var text = JsonText.Scalar(value);
        if (text is not null && values is not null && !values.Contains(text))
        {
            report(new Diagnostic($"{path}.DefaultValue", $"The default '{text}' of parameter '{name}' is none of its EnumValues.", $"one of {string.Join(", ", values)}"));
        }

        return text;
    }

    private static bool Fits(JsonElement value, ParameterType type) => (type, value.ValueKind) switch
    {
        (ParameterType.String, JsonValueKind.String) => true,
        (ParameterType.Integer, JsonValueKind.Number) => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0,
        (ParameterType.Float, JsonValueKind.Number) => true,
        (ParameterType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static string JsonWord(ParameterType type) => type switch
    {
        ParameterType.String => "string",
        ParameterType.Integer => "number without a fraction",
        ParameterType.Float => "number",
        _ => "boolean",
    };
}
