using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Steps;

/// <summary>Reads one step object: the members common to all types (spec 01, 5).</summary>
internal static class StepReader
{
    // PropertyFiles do no harm where no output can hold them, and SDKs put them there.
    private static readonly string[] Common =
    [
        "Name", "Type", "Arguments", "DependsOn", "DisplayName", "Description", "CacheConfig", "PropertyFiles",
    ];

    private static readonly string[] OfSomeTypes = [.. StepTypes.All.SelectMany(type => type.Members).Select(member => member.Name).Distinct(), "RetryPolicies"];

    public static StepDefinition? Read(JsonElement json, string path, int position, Branch? branch, Limits limits, Action<Diagnostic> report)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "a step with Name, Type and Arguments"));
            return null;
        }

        var known = json.Text("Type") is { } text ? StepTypes.Find(text) : null;
        ReportUnknown(json, path, known, report);
        var type = known ?? RefuseType(json, path, report);
        var name = Name(json, path, limits, report);
        var arguments = Arguments(json, path, report);
        var dependsOn = DependsOn(json, path, report);
        CheckText(json, "DisplayName", path, limits.StepDisplayNameCharacters, report);
        CheckText(json, "Description", path, limits.StepDescriptionCharacters, report);
        var propertyFiles = PropertyFileReader.Read(json, path, report);
        if (type is null)
        {
            return null;
        }

        new StepMemberRules(type, limits, report).Check(json, path);
        var cacheConfig = CacheConfig.Read(json, path, report);
        var retryPolicies = new RetryPolicyReader(type, limits, report).Read(json, path);
        return name is null || arguments is null ? null : new StepDefinition
        {
            Name = name.Value,
            Type = type,
            Position = position,
            Path = path,
            Json = json,
            Arguments = arguments.Value,
            DependsOn = dependsOn,
            PropertyFiles = propertyFiles,
            CacheConfig = cacheConfig,
            RetryPolicies = retryPolicies,
            Branch = branch,
        };
    }

    // A member of another type that is null is absent: SDKs write all members of a family of types.
    private static void ReportUnknown(JsonElement json, string path, IStepType? type, Action<Diagnostic> report)
    {
        string[] allowed = type is null ? [.. Common, .. OfSomeTypes]
            : [.. Common, .. type.Members.Select(member => member.Name), .. type.RetriedExceptions.Count > 0 ? ["RetryPolicies"] : Array.Empty<string>()];
        foreach (var unknown in json.EnumerateObject().Where(member => !allowed.Contains(member.Name)))
        {
            if (unknown.Value.ValueKind != JsonValueKind.Null || !OfSomeTypes.Contains(unknown.Name))
            {
                report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", allowed)));
            }
        }
    }

    private static IStepType? RefuseType(JsonElement json, string path, Action<Diagnostic> report)
    {
        var all = string.Join(", ", StepTypes.All.Select(known => known.Name));
        report(new Diagnostic(
            $"{path}.Type",
            $"Model Validation failed: Value '{json.Text("Type")}' for 'StepType' failed to satisfy enum value set: [{all}]",
            "one of these types"));
        return null;
    }

    private static StepName? Name(JsonElement json, string path, Limits limits, Action<Diagnostic> report)
    {
        if (json.Text("Name") is { } text && StepName.IsValid(text, limits.NameCharacters))
        {
            return new StepName(text);
        }

        report(new Diagnostic($"{path}.Name", $"The name '{json.Text("Name")}' of a step is not a name.", $"1 to {limits.NameCharacters} characters of A-Z, a-z, 0-9, - and _"));
        return null;
    }

    private static void CheckText(JsonElement json, string name, string path, int max, Action<Diagnostic> report)
    {
        if (json.Member(name) is { ValueKind: not JsonValueKind.String })
        {
            report(new Diagnostic($"{path}.{name}", "Expecting a Json String.", $"a text of at most {max} characters"));
        }
        else if (json.Text(name) is { } text && text.Length > max)
        {
            report(new Diagnostic($"{path}.{name}", $"The {name} has {text.Length} characters.", $"at most {max}"));
        }
    }

    private static JsonElement? Arguments(JsonElement json, string path, Action<Diagnostic> report)
    {
        if (json.Member("Arguments") is not { } arguments)
        {
            return RawJson.EmptyObject.Parse();
        }

        if (arguments.ValueKind == JsonValueKind.Object)
        {
            return arguments;
        }

        report(new Diagnostic($"{path}.Arguments", "Expecting start of Json Object.", "the step's arguments"));
        return null;
    }

    private static ValueList<StepName> DependsOn(JsonElement json, string path, Action<Diagnostic> report)
    {
        if (json.Member("DependsOn") is not { } list)
        {
            return [];
        }

        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return list.EnumerateArray().Select(item => new StepName(item.GetString()!)).ToValueList(); // every item is a string
        }

        report(new Diagnostic($"{path}.DependsOn", "Expecting start of Json Array.", "an array of step names"));
        return [];
    }
}
