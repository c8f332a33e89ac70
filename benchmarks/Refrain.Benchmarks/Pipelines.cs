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

    /// <summary>Steps in layers of about the square root of their number; each waits for two of the layer before: it reads one and names the other.</summary>
    public static JsonObject Random(int count, int seed)
    {
        var random = new Random(seed);
        var width = Math.Max(2, (int)Math.Sqrt(count));
        return new JsonObject
        {
            ["Version"] = "2020-12-01",
            ["Steps"] = new JsonArray([.. Enumerable.Range(0, count).Select(index => Layered(index, width, random))]),
        };
    }

    private static JsonObject Layered(int index, int width, Random random)
    {
        var step = Step(index, ["true"]);
        var layer = index / width * width;
        if (layer > 0)
        {
            var first = layer - width + random.Next(width);
            var second = layer - width + ((first - layer + width + 1 + random.Next(width - 1)) % width);
            step["DependsOn"] = new JsonArray($"S{first}");
            step["Arguments"]!["ProcessingInputs"] = new JsonArray(new JsonObject
            {
                ["InputName"] = "in",
                ["S3Input"] = new JsonObject
                {
                    ["S3Uri"] = new JsonObject { ["Get"] = $"Steps.S{second}.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri" },
                    ["LocalPath"] = "/opt/ml/processing/input",
                },
            });
        }
        else
        {
            step["DependsOn"] = new JsonArray();
        }

        return step;
    }

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
