using CsCheck;
using Refrain.Core.Definitions;

namespace Refrain.Core.Tests;

/// <summary>Random pipelines, as drawings: a failure shows the picture that made it.</summary>
internal static class RandomPipeline
{
    private static readonly string[] Types = ["Processing", "Processing", "Training", "Model", "Lambda"];

    public static Gen<string> Drawings { get; } = Gen.Int[0, int.MaxValue - 1].Select(seed => Draw(new Random(seed)));

    /// <summary>A pipeline of 1 to 9 steps: data, order and branch edges from earlier steps to later ones, sometimes Fail steps at the ends.</summary>
    public static string Draw(Random random)
    {
        var count = random.Next(1, 10);
        var conditions = Enumerable.Range(0, count).Where(_ => random.Next(4) == 0).ToHashSet();
        var parts = new List<string>();
        var leaves = Enumerable.Range(0, count).ToHashSet();
        var density = random.NextDouble() * 0.6;
        for (var step = 0; step < count; step++)
        {
            parts.Add($"S{step}:{(conditions.Contains(step) ? "Condition" : Types[random.Next(Types.Length)])}");
            foreach (var earlier in Enumerable.Range(0, step).Where(_ => random.NextDouble() < density))
            {
                leaves.Remove(earlier);
                parts.Add($"S{earlier} {(random.Next(3) == 0 ? "~>" : ">")} S{step}");
            }

            var parents = conditions.Where(condition => condition < step).ToList();
            if (!conditions.Contains(step) && parents.Count > 0 && random.Next(2) == 0)
            {
                var parent = parents[random.Next(parents.Count)];
                leaves.Remove(parent);
                parts.Add($"S{parent} {(random.Next(2) == 0 ? "?>" : "!>")} S{step}");
            }
        }

        parts.AddRange(leaves.Where(step => !conditions.Contains(step) && random.Next(4) == 0).Select(step => $"S{step}:Fail"));
        return string.Join(", ", parts);
    }

    /// <summary>Whether some path of one edge or more leads from one step to another, tried out one by one.</summary>
    public static bool HasPath(StepGraph graph, int from, int to) =>
        graph.DependentsOf(from).ToArray().Any(next => next == to || HasPath(graph, next, to));
}
