using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Definitions;

/// <summary>Reads one declared parameter of a definition (spec 01, 2).</summary>
internal sealed class ParameterReader
{
    private static readonly string[] Members = ["Name", "Type", "DefaultValue", "Description", "EnumValues"];

    private readonly JsonElement item;
    private readonly string path;
    private readonly Limits limits;
    private readonly Action<Diagnostic> report;

    private ParameterReader(JsonElement item, string path, Limits limits, Action<Diagnostic> report) =>
        (this.item, this.path, this.limits, this.report) = (item, path, limits, report);

    /// <summary>All parameters that have a name; every problem is reported.</summary>
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
            if (new ParameterReader(item, path, limits, report).Read() is not { } parameter)
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

    private PipelineParameter? Read()
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "a parameter with Name and Type"));
            return null;
        }

        foreach (var unknown in item.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            Report(unknown.Name, $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Members));
        }

        CheckDescription();
        if (item.Text("Name") is not { } name || !StepName.IsValid(name, limits.NameCharacters))
        {
            Report("Name", "A parameter needs a name.", $"1 to {limits.NameCharacters} characters of A-Z, a-z, 0-9, - and _");
            return null;
        }

        var type = item.Member("Type") is { } given ? TypeOf(given) : ParameterType.String;
        if (type is null)
        {
            Report(
                "Type",
                $"Model Validation failed: Value {item.Member("Type")?.GetRawText()} for 'ParameterType' failed to satisfy enum value set: [String, Integer, Float, Boolean]",
                "one of these types");
            return new PipelineParameter(name, ParameterType.String, null, null); // it is declared, so what refers to it is no second problem
        }

        var values = EnumValues(type.Value);
        return new PipelineParameter(name, type.Value, Default(type.Value, name, values), values);
    }

    private void CheckDescription()
    {
        if (item.Member("Description") is { ValueKind: not JsonValueKind.String })
        {
            Report("Description", "Expecting a Json String.", $"a text of at most {limits.ParameterDescriptionCharacters} characters");
        }
        else if (item.Text("Description") is { } text && text.Length > limits.ParameterDescriptionCharacters)
        {
            Report("Description", $"The Description has {text.Length} characters.", $"at most {limits.ParameterDescriptionCharacters}");
        }
    }

    private static ParameterType? TypeOf(JsonElement given) => (given.ValueKind == JsonValueKind.String ? given.GetString() : null) switch
    {
        "String" => ParameterType.String,
        "Integer" => ParameterType.Integer,
        "Float" => ParameterType.Float,
        "Boolean" => ParameterType.Boolean,
        _ => null,
    };

    private ValueList<string>? EnumValues(ParameterType type)
    {
        if (item.Member("EnumValues") is not { } list)
        {
            return null;
        }

        if (type != ParameterType.String)
        {
            Report("EnumValues", $"A parameter of type {type} cannot have EnumValues.", "no EnumValues, or the type String");
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            Report("EnumValues", "Expecting start of Json Array.", "an array of strings");
            return null;
        }

        foreach (var (value, index) in list.EnumerateArray().Select((value, index) => (value, index)))
        {
            CheckText(value, $"EnumValues[{index}]");
        }

        if (list.GetArrayLength() == 0)
        {
            Report("EnumValues", "The EnumValues hold no value, so the parameter could have none.", "at least one value");
        }

        return list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString() ?? "").ToValueList();
    }

    private void CheckText(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Report(place, "Expecting a Json String.", "a string");
        }
        else if (value.GetString() is { } text && text.Length > limits.ParameterDefaultCharacters)
        {
            Report(place, $"The value has {text.Length} characters.", $"at most {limits.ParameterDefaultCharacters}");
        }
    }

    private string? Default(ParameterType type, string name, ValueList<string>? values)
    {
        if (item.Member("DefaultValue") is not { } value)
        {
            return null;
        }

        if (!Fits(value, type))
        {
            Report("DefaultValue", $"The default {value.GetRawText()} of parameter '{name}' is not of type {type}.", $"a JSON {JsonWord(type)}");
            return null;
        }

        if (type == ParameterType.String)
        {
            CheckText(value, "DefaultValue");
        }

        var text = JsonText.Scalar(value);
        if (text is not null && values is { Count: > 0 } && !values.Contains(text))
        {
            Report("DefaultValue", $"The default '{text}' of parameter '{name}' is none of its EnumValues.", $"one of {string.Join(", ", values)}");
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

    private void Report(string place, string message, string expected) => report(new Diagnostic($"{path}.{place}", message, expected));
}
