using System.Text.Json.Nodes;

namespace Refrain.Benchmarks;

/// <summary>Generated definitions.</summary>
internal static class Pipelines
{
    /// <summary>Steps that do nothing, each after the one before.</summary>
    public static JsonObject Chain(int count, params string[] command) => new()
    {
        ["Version"] = "2020-12-01",
        ["Steps"] = new JsonArray([.. Enumerable.Range(0, count).Select(index => Step(index, command))]),
    };

    private static JsonObject Step(int index, string[] command) => new()
    {
        ["Name"] = $"S{index}",
        ["Type"] = "Processing",
        ["DependsOn"] = index == 0 ? [] : new JsonArray($"S{index - 1}"),
        ["Arguments"] = new JsonObject
        {
            ["AppSpecification"] = new JsonObject
            {
                ["ImageUri"] = "refrain.local/host",
                ["ContainerEntrypoint"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]),
            },
            ["ProcessingResources"] = new JsonObject { ["ClusterConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "local", ["VolumeSizeInGB"] = 1 } },
            ["RoleArn"] = "arn:aws:iam::123456789012:role/Benchmark",
        },
    };
}
