using System.Text.Json.Nodes;

namespace Refrain.Cli.Demo;

/// <summary>The sample's definition with a slip that no check of a definition can see: only the step's program notices.</summary>
internal static class BrokenDefinition
{
    public const string RightPath = "/opt/ml/processing/model";
    public const string WrongPath = "/opt/ml/processing/modle";

    /// <summary>The same definition, with the model of Abalone-Evaluate put where its program does not look.</summary>
    public static string Of(string definition)
    {
        var broken = JsonNode.Parse(definition)!;
        var evaluate = broken["Steps"]!.AsArray().Single(step => (string?)step!["Name"] == AbaloneSteps.Evaluate)!;
        var model = evaluate["Arguments"]!["ProcessingInputs"]!.AsArray().Select(input => input!["S3Input"]!).Single(input => (string?)input["LocalPath"] == RightPath);
        model["LocalPath"] = WrongPath;
        return broken.ToJsonString();
    }
}
