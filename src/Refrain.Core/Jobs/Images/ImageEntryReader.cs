using System.Text.Json;

namespace Refrain.Core.Jobs.Images;

/// <summary>Reads the operator's own entries: <c>{"images": [{"name": ..., "match": [...], ...}]}</c>.</summary>
public sealed class ImageEntryReader
{
    private static readonly string[] Members =
    [
        "name", "match", "python", "packages", "programs", "runsScripts", "process", "train", "serve", "algorithm", "modelFormat", "environment",
    ];

    private static readonly Dictionary<string, ModelFormat> Formats = new(StringComparer.Ordinal)
    {
        ["as-written"] = ModelFormat.AsWritten, ["pickled-booster"] = ModelFormat.PickledBooster, ["native-booster"] = ModelFormat.NativeBooster,
    };

    private static readonly Dictionary<string, BuiltInAlgorithm> Algorithms = new(StringComparer.Ordinal)
    {
        ["none"] = BuiltInAlgorithm.None, ["xgboost"] = BuiltInAlgorithm.XGBoost,
    };

    private readonly List<Diagnostic> problems = [];

    private ImageEntryReader()
    {
    }

    /// <summary>The entries in their order; or every problem, by its place. Nothing is taken of a file that has one.</summary>
    public static (ValueList<ImageEntry> Entries, ValueList<Diagnostic> Problems) Read(JsonElement document)
    {
        var reader = new ImageEntryReader();
        var entries = reader.ReadAll(document);
        return reader.problems.Count == 0 ? (entries, []) : ([], reader.problems.ToValueList());
    }

    private ValueList<ImageEntry> ReadAll(JsonElement document)
    {
        if (document.Member("images") is not { ValueKind: JsonValueKind.Array } list || document.EnumerateObject().Any(member => member.Name != "images"))
        {
            problems.Add(new Diagnostic("$", "An image catalogue is an object with the one member 'images'.", """{"images": [ ... ]}"""));
            return [];
        }

        var entries = list.EnumerateArray().Select((item, index) => ReadEntry(item, $"$.images[{index}]")).OfType<ImageEntry>().ToList();
        foreach (var again in entries.GroupBy(entry => entry.Name).Where(same => same.Count() > 1))
        {
            problems.Add(new Diagnostic("$.images", $"Two entries are named '{again.Key}'.", "one entry for each name"));
        }

        return entries.ToValueList();
    }

    private ImageEntry? ReadEntry(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new Diagnostic(path, "An entry is an object.", "name and match, and what runs there"));
            return null;
        }

        foreach (var unknown in item.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            problems.Add(new Diagnostic($"{path}.{unknown.Name}", $"An entry has no member '{unknown.Name}'.", string.Join(", ", Members)));
        }

        return new ImageEntry
        {
            Name = Name(item, path),
            Images = Patterns(item, path),
            Interpreter = Interpreter(item, path),
            Packages = Texts(item, "packages", path).Select(Package).ToValueList(),
            Programs = Texts(item, "programs", path),
            RunsScripts = RunsScripts(item, path),
            Process = Texts(item, "process", path),
            Train = Texts(item, "train", path),
            Serve = Texts(item, "serve", path),
            Algorithm = Word(item, "algorithm", Algorithms, path),
            ModelFormat = Word(item, "modelFormat", Formats, path),
            Environment = Variables(item, path),
        };
    }

    private string Name(JsonElement item, string path)
    {
        if (item.Text("name") is { Length: > 0 } name)
        {
            return name;
        }

        problems.Add(new Diagnostic($"{path}.name", "An entry needs a name.", "a text"));
        return "";
    }

    private ValueList<ImagePattern> Patterns(JsonElement item, string path)
    {
        var texts = Texts(item, "match", path);
        var patterns = new List<ImagePattern>();
        foreach (var (text, index) in texts.Select((text, index) => (text, index)))
        {
            if (ImagePattern.TryParse(text, out var pattern))
            {
                patterns.Add(pattern);
            }
            else
            {
                problems.Add(new Diagnostic($"{path}.match[{index}]", $"'{text}' is not an image's name.", "[REGISTRY/]REPOSITORY[:TAG], where * stands for any text"));
            }
        }

        if (texts.Count == 0)
        {
            problems.Add(new Diagnostic($"{path}.match", "An entry needs the images it stands for.", "an array of names such as \"my-image:*\""));
        }

        return patterns.ToValueList();
    }

    private string? Interpreter(JsonElement item, string path)
    {
        var text = item.Text("python");
        if (item.Member("python") is not null && (text is null || !text.StartsWith('/')))
        {
            problems.Add(new Diagnostic($"{path}.python", "The interpreter must be an absolute path.", "/opt/venv/bin/python3"));
        }

        return text;
    }

    private bool RunsScripts(JsonElement item, string path)
    {
        if (item.Member("runsScripts") is { } value && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            problems.Add(new Diagnostic($"{path}.runsScripts", "Expecting true or false.", "true for images that take a script in sagemaker_program"));
        }

        return item.Member("runsScripts") is { ValueKind: JsonValueKind.True };
    }

    private ValueList<string> Texts(JsonElement item, string name, string path)
    {
        if (item.Member(name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String))
        {
            return list.EnumerateArray().Select(one => one.GetString() ?? "").ToValueList();
        }

        problems.Add(new Diagnostic($"{path}.{name}", $"'{name}' must be an array of texts.", """["...", "..."]"""));
        return [];
    }

    private T Word<T>(JsonElement item, string name, Dictionary<string, T> words, string path)
        where T : struct
    {
        if (item.Member(name) is not { } value)
        {
            return default;
        }

        if (value.ValueKind == JsonValueKind.String && words.TryGetValue(value.GetString() ?? "", out var word))
        {
            return word;
        }

        problems.Add(new Diagnostic($"{path}.{name}", $"'{value.GetRawText()}' is no {name}.", string.Join(", ", words.Keys)));
        return default;
    }

    private ValueList<EnvironmentVariable> Variables(JsonElement item, string path)
    {
        if (item.Member("environment") is not { } map)
        {
            return [];
        }

        if (map.ValueKind == JsonValueKind.Object && map.EnumerateObject().All(one => one.Value.ValueKind == JsonValueKind.String && one.Name.Length > 0 && !one.Name.Contains('=')))
        {
            return map.EnumerateObject().Select(one => new EnvironmentVariable(one.Name, one.Value.GetString() ?? "")).ToValueList();
        }

        problems.Add(new Diagnostic($"{path}.environment", "'environment' must be an object of texts.", """{"NAME": "value"}"""));
        return [];
    }

    private static PythonPackage Package(string module) =>
        ShippedImages.All.SelectMany(entry => entry.Packages).FirstOrDefault(known => known.Module == module) ?? new PythonPackage(module, null, module);
}
