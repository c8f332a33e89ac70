using System.Diagnostics;
using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Planning.Selectors;
using Refrain.Core.Steps;

namespace Refrain.Benchmarks;

/// <summary>
/// What deciding costs, without the world around it: layered random graphs with two edges a step, one of them read from a property. The sizes are measured in turn, round by round.
/// </summary>
internal static class Planning
{
    private const int Rounds = 15;
    private static readonly string[] Cases = ["one step", "half of the steps", "selector", "report of one step"];

    public static void Run()
    {
        var graphs = new[] { 100, 1_000, 10_000 }.Select(steps => new Graph(steps)).ToList();
        var figures = graphs.SelectMany(graph => Cases, (graph, name) => (graph, name)).ToDictionary(one => one, _ => new Figures());
        for (var round = -3; round < Rounds; round++) // three to warm up
        {
            foreach (var ((graph, name), figure) in figures)
            {
                var milliseconds = graph.Measure(name);
                if (round >= 0)
                {
                    figure.Add(milliseconds);
                }
            }
        }

        Console.WriteLine("Planning a selective run, milliseconds, median (least to most):");
        foreach (var name in Cases)
        {
            Console.WriteLine($"  {name}");
            foreach (var graph in graphs)
            {
                Console.WriteLine($"    {graph.Definition.Steps.Count,6} steps, {graph.Definition.Graph.Edges.Count,6} edges: {figures[(graph, name)]}");
            }

            Console.WriteLine($"    ten times the steps take {figures[(graphs[2], name)].Median / figures[(graphs[1], name)].Median:0.0} times as long");
        }
    }

    private sealed class Graph
    {
        private const string Arn = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/P/execution/reference000";
        private readonly Dictionary<StepName, ReferenceStep> results;
        private readonly ReferenceLookup.Found reference;

        public Graph(int steps)
        {
            var limits = Limits.Default with { Steps = steps, DefinitionCharacters = int.MaxValue };
            Definition = DefinitionReader.Read(Pipelines.Random(steps, seed: 1).ToJsonString(), limits) is { Definition: { } read, Problems: var problems }
                ? read
                : throw new InvalidOperationException("The generated definition is refused.");
            var made = PipelineExecutionArn.Parse(Arn);
            var result = new StepResult
            {
                Metadata = RawJson.EmptyObject,
                Properties = new RawJson("""{"ProcessingOutputConfig":{"Outputs":[{"OutputName":"out","S3Output":{"S3Uri":"s3://b/k"}}]}}"""),
            };
            results = Definition.Steps.ToDictionary(step => step.Name, step => new ReferenceStep(step.Type.Name, true, made, 1, result) { Definition = step, Parameters = [] });
            reference = new ReferenceLookup.Found(new ReferenceExecution(made, true, 1, 1, Definition, results.GetValueOrDefault));
        }

        public PipelineDefinition Definition { get; }

        public double Measure(string name)
        {
            var middle = Definition.Steps[Definition.Steps.Count / 2].Name;
            var clock = Stopwatch.StartNew();
            switch (name)
            {
                case "one step":
                    _ = Plan([middle]);
                    break;
                case "half of the steps":
                    _ = Plan(Definition.Steps.Skip(Definition.Steps.Count / 2).Select(step => step.Name).ToValueList());
                    break;
                case "selector":
                    var chosen = ChosenSteps.Of(new StepChoice($"{middle}+ or (state:failed and not type:Condition)", [], Close: true), Scope(), _ => false);
                    _ = chosen.Problem is null ? chosen : throw new InvalidOperationException(chosen.Problem);
                    break;
                default:
                    var request = Request([middle]);
                    _ = PlanReport.Of(request, ExecutionPlanner.Plan(request), new PlanFacts { Now = DateTimeOffset.UnixEpoch });
                    break;
            }

            return clock.Elapsed.TotalMilliseconds;
        }

        private SelectorScope Scope() => new() { Definition = Definition, Standing = _ => StepStanding.Succeeded };

        private PlanRequest Request(ValueList<StepName> selected) => new(Definition, 1, [], selected, reference, ReferenceRule.NameAndType);

        private PlanAnswer.Planned Plan(ValueList<StepName> selected) =>
            ExecutionPlanner.Plan(Request(selected)) is PlanAnswer.Planned planned ? planned : throw new InvalidOperationException("The plan is refused.");
    }
}
