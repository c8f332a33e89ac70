using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>Pipelines of shell commands.</summary>
internal static class Definitions
{
    public static JsonObject Pipeline(params JsonObject[] steps) => new() { ["Version"] = "2020-12-01", ["Steps"] = new JsonArray([.. steps]) };

    public static JsonObject Shell(string name, string script, params string[] dependsOn) => new()
    {
        ["Name"] = name,
        ["Type"] = "Processing",
        ["DependsOn"] = new JsonArray([.. dependsOn.Select(one => JsonValue.Create(one))]),
        ["Arguments"] = new JsonObject
        {
            ["AppSpecification"] = new JsonObject
            {
                ["ImageUri"] = "refrain.local/host",
                ["ContainerEntrypoint"] = new JsonArray("/bin/sh", "-c", script),
            },
            ["ProcessingResources"] = new JsonObject { ["ClusterConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "local", ["VolumeSizeInGB"] = 1 } },
            ["RoleArn"] = "arn:aws:iam::123456789012:role/Journey",
        },
    };

    /// <summary>A training step: what it leaves in <c>/opt/ml/model</c> is stored as one archive.</summary>
    public static JsonObject Training(string name, string script, string s3Output) => new()
    {
        ["Name"] = name,
        ["Type"] = "Training",
        ["Arguments"] = new JsonObject
        {
            ["AlgorithmSpecification"] = new JsonObject
            {
                ["TrainingImage"] = "refrain.local/host",
                ["TrainingInputMode"] = "File",
                ["ContainerEntrypoint"] = new JsonArray("/bin/sh", "-c", script),
            },
            ["OutputDataConfig"] = new JsonObject { ["S3OutputPath"] = s3Output },
            ["ResourceConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "local", ["VolumeSizeInGB"] = 1 },
            ["StoppingCondition"] = new JsonObject { ["MaxRuntimeInSeconds"] = 3600 },
            ["RoleArn"] = "arn:aws:iam::123456789012:role/Journey",
        },
    };

    public static JsonObject WithOutput(this JsonObject step, string name, string s3Uri)
    {
        var arguments = step["Arguments"]!.AsObject(); // Shell made it
        var outputs = (arguments["ProcessingOutputConfig"] ??= new JsonObject { ["Outputs"] = new JsonArray() })["Outputs"]!.AsArray();
        outputs.Add(new JsonObject
        {
            ["OutputName"] = name,
            ["S3Output"] = new JsonObject { ["S3Uri"] = s3Uri, ["LocalPath"] = $"/opt/ml/processing/{name}", ["S3UploadMode"] = "EndOfJob" },
        });
        return step;
    }

    public static JsonObject WithInput(this JsonObject step, string name, JsonNode s3Uri)
    {
        var inputs = (step["Arguments"]!.AsObject()["ProcessingInputs"] ??= new JsonArray()).AsArray();
        inputs.Add(new JsonObject
        {
            ["InputName"] = name,
            ["S3Input"] = new JsonObject { ["S3Uri"] = s3Uri, ["LocalPath"] = $"/opt/ml/processing/{name}", ["S3DataType"] = "S3Prefix", ["S3InputMode"] = "File" },
        });
        return step;
    }

    public static JsonObject OutputOf(string step, string output) => new() { ["Get"] = $"Steps.{step}.ProcessingOutputConfig.Outputs['{output}'].S3Output.S3Uri" };
}
