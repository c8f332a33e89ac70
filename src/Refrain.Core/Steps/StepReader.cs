using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Steps;

/// <summary>Reads one step object: the members common to all types (spec 01, 5).</summary>
internal static class StepReader
{
    private static readonly string[] Common =
    [
        "Name", "Type", "Arguments", "DependsOn", "DisplayName", "Description", "CacheConfig", "RetryPolicies", "PropertyFiles",
    ];

    // Members at step level that belong to single types (spec 01, 5).
    private static readonly string[] OfSomeTypes =
    [
        "FunctionArn", "OutputParameters", "SqsQueueUrl", "CheckType", "ModelPackageGroupName", "SkipCheck", "FailOnViolation", "RegisterNewBaseline",
        "SuppliedBaselineConstraints", "SuppliedBaselineStatistics", "ModelName",
    ];

    /// <summary>The step, or null when its problems leave nothing to go on with.</summary>
    /// <param name="json">The step object.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="position">Where it counts in the definition.</param>
    /// <param name="branch">The branch it stands in.</param>
    /// <param name="report">Takes its problems.</param>
    /// <param name="reportNewer">The same, for rules that came after the first definitions were stored: a text that was accepted once stays readable.</param>
    public static StepDefinition? Read(JsonElement json, string path, int position, Branch? branch, Action<Diagnostic> report, Action<Diagnostic> reportNewer)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "a step with Name, Type and Arguments"));
            return null;
        }

        foreach (var unknown in json.EnumerateObject().Where(member => !Common.Contains(member.Name) && !OfSomeTypes.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Common)));
        }

        var type = Type(json, path, report);
        var name = Name(json, path, report);
        var arguments = Arguments(json, path, report);
        var dependsOn = DependsOn(json, path, report);
        var propertyFiles = PropertyFiles(json, path, report);
        var cacheConfig = CacheConfig.Read(json, path, reportNewer);
        return type is null || name is null || arguments is null ? null : new StepDefinition
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
            Branch = branch,
        };
    }

    private static IStepType? Type(JsonElement json, string path, Action<Diagnostic> report)
    {
        if (json.Text("Type") is { } text && StepTypes.Find(text) is { } type)
        {
            return type;
        }

        var all = string.Join(", ", StepTypes.All.Select(known => known.Name));
        report(new Diagnostic(
            $"{path}.Type",
            $"Model Validation failed: Value '{json.Text("Type")}' for 'StepType' failed to satisfy enum value set: [{all}]",
            "one of these types"));
        return null;
    }

    private static StepName? Name(JsonElement json, string path, Action<Diagnostic> report)
    {
        if (json.Text("Name") is { } text && StepName.IsValid(text))
        {
            return new StepName(text);
        }

        report(new Diagnostic($"{path}.Name", $"The name '{json.Text("Name")}' of a step is not a name.", "1 to 64 characters of A-Z, a-z, 0-9, - and _"));
        return null;
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

    private static ValueList<PropertyFile> PropertyFiles(JsonElement json, string path, Action<Diagnostic> report)
    {
        var files = new List<PropertyFile>();
        foreach (var (item, index) in json.Items("PropertyFiles").Select((item, index) => (item, index)))
        {
            if (item.Text("PropertyFileName") is { } name && item.Text("OutputName") is { } output && item.Text("FilePath") is { } file)
            {
                files.Add(new PropertyFile(name, output, file));
            }
            else
            {
                report(new Diagnostic($"{path}.PropertyFiles[{index}]", "A property file is not complete.", "PropertyFileName, OutputName and FilePath"));
            }
        }

        return files.ToValueList();
    }
}
