using System.Text.Json.Nodes;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests;

/// <summary>
/// Pipelines drawn as text. Chains are separated by commas: <c>A > B</c> (B reads A), <c>A ~> B</c> (B names A in DependsOn),
/// <c>C ?> D !> E</c> (C is a condition, D its If step, E its Else step; a chain has one condition). <c>X:Training</c> gives a type; without one a step is Processing.
/// The definition is made as JSON and read by the real reader. Steps count in the order in which they are first named.
/// </summary>
internal static class TestPipeline
{
    /// <summary>What a step shows to those that read it, in the definitions drawn here.</summary>
    public const string Property = "Out";

    /// <summary>The definition of a drawing. Its steps with jobs have these <c>RetryPolicies</c>, when any are given.</summary>
    public static PipelineDefinition Draw(string drawing, string? retryPolicies = null)
    {
        var reading = DefinitionReader.Read(Drawing.Parse(drawing, retryPolicies).ToJson().ToJsonString(), Limits.Default);
        return reading.Definition ?? throw new InvalidOperationException($"{drawing}: {Diagnostic.Render("", reading.Problems)}");
    }

    /// <summary>The JSON text of a drawing, right or wrong.</summary>
    public static string Text(string drawing) => Drawing.Parse(drawing).ToJson().ToJsonString();

    public static ValueList<StepName> Names(string names) =>
        names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new StepName(name)).ToValueList();

    private sealed class Drawing
    {
        private readonly List<Node> nodes = [];

        private string? policies;

        public static Drawing Parse(string text, string? retryPolicies = null)
        {
            var drawing = new Drawing { policies = retryPolicies };
            foreach (var chain in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                drawing.AddChain(chain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }

            return drawing;
        }

        public JsonObject ToJson() => new()
        {
            ["Version"] = "2020-12-01",
            ["Parameters"] = new JsonArray(),
            ["Steps"] = Steps(nodes.Where(node => node.Condition is null)),
        };

        private void AddChain(string[] words)
        {
            var (left, condition) = (Find(words[0]), (Node?)null);
            for (var at = 1; at < words.Length; at += 2)
            {
                var right = Find(words[at + 1]);
                switch (words[at])
                {
                    case ">":
                        right.Reads.Add(left);
                        break;
                    case "~>":
                        right.DependsOn.Add(left.Name);
                        break;
                    case "?>":
                        condition ??= left;
                        (condition.Type, right.Condition, right.When) = ("Condition", condition, true);
                        break;
                    case "!>":
                        condition ??= left;
                        (condition.Type, right.Condition, right.When) = ("Condition", condition, false);
                        break;
                    default:
                        throw new ArgumentException($"'{words[at]}' is no arrow.", nameof(words));
                }

                left = right;
            }
        }

        private Node Find(string word)
        {
            var (name, type) = word.Split(':') is [var first, var second] ? (first, second) : (word, null);
            if (nodes.Find(node => node.Name == name) is not { } found)
            {
                found = new Node(name);
                nodes.Add(found);
            }

            found.Type = type ?? found.Type;
            return found;
        }

        private JsonArray Steps(IEnumerable<Node> chosen) => new([.. chosen.Select(Step)]);

        private JsonObject Step(Node node)
        {
            var step = new JsonObject { ["Name"] = node.Name, ["Type"] = node.Type, ["Arguments"] = Arguments(node) };
            foreach (var (name, value) in StepMembers(node.Type))
            {
                step[name] = value;
            }

            if (policies is not null && StepTypes.Find(node.Type)!.RetriedExceptions.Contains(RetriedExceptions.JobInternalError)) // every drawn type is one
            {
                step["RetryPolicies"] = JsonNode.Parse(policies);
            }

            if (node.DependsOn.Count > 0)
            {
                step["DependsOn"] = new JsonArray([.. node.DependsOn.Select(name => JsonValue.Create(name))]);
            }

            return step;
        }

        private JsonObject Arguments(Node node)
        {
            var reads = node.Reads.Select(read => new JsonObject { ["Get"] = $"Steps.{read.Name}.{(read.Type == "Condition" ? "Outcome" : Property)}" }).ToList();
            return node.Type switch
            {
                "Condition" => new()
                {
                    ["Conditions"] = new JsonArray([.. reads.Select(read => new JsonObject { ["Type"] = "Equals", ["LeftValue"] = read, ["RightValue"] = "x" })]),
                    ["IfSteps"] = Steps(nodes.Where(child => child.Condition == node && child.When)),
                    ["ElseSteps"] = Steps(nodes.Where(child => child.Condition == node && !child.When)),
                },
                "Processing" => new()
                {
                    ["AppSpecification"] = new JsonObject { ["ImageUri"] = "image", ["ContainerArguments"] = new JsonArray([.. reads]) },
                    ["ProcessingResources"] = new JsonObject { ["ClusterConfig"] = new JsonObject { ["InstanceCount"] = 1, ["InstanceType"] = "ml.t3.medium" } },
                },
                "Training" => new()
                {
                    ["AlgorithmSpecification"] = new JsonObject { ["TrainingImage"] = "image", ["TrainingInputMode"] = "File", ["ContainerArguments"] = new JsonArray([.. reads]) },
                    ["OutputDataConfig"] = new JsonObject { ["S3OutputPath"] = "s3://bucket/models" },
                },
                "Model" => new() { ["PrimaryContainer"] = new JsonObject { ["Image"] = "image", ["Environment"] = Numbered(reads) } },
                "Fail" => new() { ["ErrorMessage"] = new JsonObject { ["Std:Join"] = new JsonObject { ["On"] = " ", ["Values"] = new JsonArray([.. reads]) } } },
                "RegisterModel" => new() { ["ModelPackageGroupName"] = "group", ["CustomerMetadataProperties"] = Numbered(reads) },
                "Transform" => new() { ["Environment"] = Numbered(reads) },
                "Tuning" => new() { ["TrainingJobDefinition"] = new JsonObject { ["StaticHyperParameters"] = Numbered(reads) } },
                "EMR" => new() { ["ClusterId"] = "j-1", ["StepConfig"] = new JsonObject { ["HadoopJarStep"] = new JsonObject { ["Jar"] = "jar", ["Args"] = new JsonArray([.. reads]) } } },
                _ => Numbered(reads),
            };
        }

        private static (string Name, string Value)[] StepMembers(string type) => type switch
        {
            "Lambda" => [("FunctionArn", "arn:aws:lambda:eu-central-1:123456789012:function:f")],
            "Callback" => [("SqsQueueUrl", "https://sqs.eu-central-1.amazonaws.com/123456789012/queue")],
            _ => [],
        };

        private static JsonObject Numbered(List<JsonObject> reads) =>
            new(reads.Select((read, index) => new KeyValuePair<string, JsonNode?>($"Input{index}", read)));
    }

    private sealed class Node(string name)
    {
        public string Name => name;

        public string Type { get; set; } = "Processing";

        public List<Node> Reads { get; } = [];

        public List<string> DependsOn { get; } = [];

        public Node? Condition { get; set; }

        public bool When { get; set; }
    }
}
