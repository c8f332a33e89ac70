using System.Text.Json.Nodes;

namespace Abalone.Tests;

/// <summary>The sample's definition, as far as the tests need to look into it.</summary>
internal sealed class Definition
{
    private readonly JsonNode _json = JsonNode.Parse(File.ReadAllText(Sample.DefinitionFile)) ?? throw new InvalidOperationException("null");

    public string Text => _json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public IEnumerable<string> ParameterLines =>
        _json.Each("Parameters").Select(parameter => $"{parameter["Name"]} {parameter["Type"]} {parameter["DefaultValue"]}");

    /// <summary>All steps, those of the branches after their condition.</summary>
    public IReadOnlyList<JsonNode> AllSteps => [.. _json.Each("Steps").SelectMany(WithBranches)];

    public JsonNode Step(string name) => AllSteps.Single(step => (string?)step["Name"] == name);

    public JsonNode TrainArguments => Step("Abalone-Train").At("Arguments");

    /// <summary>The hyperparameters that a start without parameters gives the training job.</summary>
    public Dictionary<string, string> DefaultHyperParameters() =>
        TrainArguments.At("HyperParameters").AsObject().ToDictionary(entry => entry.Key, entry => Resolve(entry.Value));

    /// <summary>What is read in <c>{"Get": "..."}</c>, wherever it stands.</summary>
    public IEnumerable<string> Gets() => GetsIn(_json);

    private string Resolve(JsonNode? value)
    {
        if (value is JsonValue literal)
        {
            return literal.ToString();
        }

        var name = GetsIn(value).Single().Replace("Parameters.", "", StringComparison.Ordinal);
        return _json.Each("Parameters").Single(parameter => (string?)parameter["Name"] == name).At("DefaultValue").ToString();
    }

    private static IEnumerable<JsonNode> WithBranches(JsonNode step)
    {
        var branches = ((string[])["IfSteps", "ElseSteps"]).Select(branch => step.At("Arguments")[branch]).OfType<JsonArray>();
        return [step, .. branches.SelectMany(branch => branch).OfType<JsonNode>().SelectMany(WithBranches)];
    }

    private static IEnumerable<string> GetsIn(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } get when get["Get"] is JsonValue name => [name.ToString()],
        JsonObject all => all.SelectMany(entry => GetsIn(entry.Value)),
        JsonArray all => all.SelectMany(GetsIn),
        _ => [],
    };
}
