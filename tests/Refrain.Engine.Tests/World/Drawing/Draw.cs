using System.Text.Json.Nodes;

namespace Refrain.Engine.Tests.World.Drawing;

/// <summary>Draws definitions.</summary>
public static class Draw
{
    /// <summary>Processing steps that read the outputs of those before them: <c>A > B > D, A > C > D</c>.</summary>
    public static string Chain(string picture)
    {
        var names = new List<string>();
        var edges = new List<(string From, string To)>();
        foreach (var path in picture.Split(',', StringSplitOptions.TrimEntries))
        {
            var steps = path.Split('>', StringSplitOptions.TrimEntries);
            names.AddRange(steps.Where(step => !names.Contains(step)));
            edges.AddRange(steps.Zip(steps.Skip(1)));
        }

        return Pipeline([.. names.Select(name => edges.Where(edge => edge.To == name).Aggregate(DrawnStep.Processing(name), (step, edge) => step.Reads(Expressions.Output(edge.From))))]);
    }

    public static string Pipeline(params DrawnStep[] steps) => Pipeline([], steps);

    public static string Pipeline((string Name, string Type, JsonNode? Default)[] parameters, params DrawnStep[] steps) => new JsonObject
    {
        ["Version"] = "2020-12-01",
        ["Parameters"] = new JsonArray([.. parameters.Select(Parameter)]),
        ["Steps"] = new JsonArray([.. steps.Select(step => step.Json)]),
    }.ToJsonString();

    private static JsonObject Parameter((string Name, string Type, JsonNode? Default) parameter)
    {
        var json = new JsonObject { ["Name"] = parameter.Name, ["Type"] = parameter.Type };
        if (parameter.Default is not null)
        {
            json["DefaultValue"] = parameter.Default;
        }

        return json;
    }
}
