using System.Text.Json.Nodes;

namespace Refrain.Engine.Tests.World.Drawing;

/// <summary>Writes expressions of a definition.</summary>
public static class Expressions
{
    public static JsonObject Get(string reference) => new() { ["Get"] = reference };

    public static JsonObject Join(string on, params JsonNode[] values) => new() { ["Std:Join"] = new JsonObject { ["On"] = on, ["Values"] = new JsonArray(values) } };

    public static JsonObject PropertyFile(string step, string file, string path) =>
        new() { ["Std:JsonGet"] = new JsonObject { ["PropertyFile"] = Get($"Steps.{step}.PropertyFiles.{file}"), ["Path"] = path } };

    public static JsonObject StoredJson(JsonNode uri, string path) => new() { ["Std:JsonGet"] = new JsonObject { ["S3Uri"] = uri, ["Path"] = path } };

    public static JsonObject AtMost(JsonNode left, JsonNode right) => new() { ["Type"] = "LessThanOrEqualTo", ["LeftValue"] = left, ["RightValue"] = right };

    public static JsonObject IsEqual(JsonNode left, JsonNode right) => new() { ["Type"] = "Equals", ["LeftValue"] = left, ["RightValue"] = right };

    /// <summary>Where a Processing step's output is.</summary>
    public static JsonObject Output(string step) => Get($"Steps.{step}.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri");

    /// <summary>Where a Training step's model is.</summary>
    public static JsonObject Model(string step) => Get($"Steps.{step}.ModelArtifacts.S3ModelArtifacts");
}
