using System.Text.Json;

namespace Refrain.Core.Steps;

/// <summary>Reads <c>PropertyFiles</c> of a step (spec 01, 5).</summary>
internal static class PropertyFileReader
{
    private static readonly string[] Members = ["PropertyFileName", "OutputName", "FilePath"];

    public static ValueList<PropertyFile> Read(JsonElement step, string stepPath, Action<Diagnostic> report)
    {
        if (step.Member("PropertyFiles") is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic($"{stepPath}.PropertyFiles", "Expecting start of Json Array.", "an array of property files"));
            return [];
        }

        var files = new List<PropertyFile>();
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            var path = $"{stepPath}.PropertyFiles[{index}]";
            if (ReadOne(item, path, report) is not { } file)
            {
                continue;
            }

            if (files.Exists(earlier => earlier.Name == file.Name))
            {
                report(new Diagnostic($"{path}.PropertyFileName", $"Property file '{file.Name}' is declared twice.", "one declaration for each name"));
            }

            files.Add(file);
        }

        return files.ToValueList();
    }

    private static PropertyFile? ReadOne(JsonElement item, string path, Action<Diagnostic> report)
    {
        foreach (var unknown in item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().Where(member => !Members.Contains(member.Name)) : [])
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Members)));
        }

        if (item.Text("PropertyFileName") is { } name && item.Text("OutputName") is { } output && item.Text("FilePath") is { } file)
        {
            return new PropertyFile(name, output, file);
        }

        report(new Diagnostic(path, "A property file is not complete.", "PropertyFileName, OutputName and FilePath"));
        return null;
    }
}
