using Refrain.Core.Identifiers;

namespace Refrain.Core.Definitions;

/// <summary>Why one step waits for another.</summary>
public enum EdgeKind
{
    /// <summary>Named in <c>DependsOn</c>.</summary>
    DependsOn,

    /// <summary>An expression of the later step reads the earlier one.</summary>
    Data,

    /// <summary>The later step stands in a branch of the earlier one, a condition.</summary>
    Branch,
}

/// <summary>The later step (<paramref name="To"/>) waits for the earlier one; <paramref name="Path"/> is the JSON path that says so.</summary>
public sealed record StepEdge(int From, int To, EdgeKind Kind, string Path);

/// <summary>The steps of a definition and what waits for what (spec 01, 7). Steps are named by their positions.</summary>
public sealed class StepGraph
{
    private readonly int[][] dependencies;
    private readonly int[][] dependents;

    /// <summary>A graph over <paramref name="names"/>; several edges between the same steps count as one dependency.</summary>
    public StepGraph(ValueList<StepName> names, ValueList<StepEdge> edges)
    {
        Names = names;
        Edges = edges;
        var (from, to) = (new List<int>?[names.Count], new List<int>?[names.Count]);
        foreach (var (earlier, later) in edges.Select(edge => (edge.From, edge.To)).Distinct())
        {
            (from[later] ??= []).Add(earlier);
            (to[earlier] ??= []).Add(later);
        }

        dependencies = Array.ConvertAll(from, Sorted);
        dependents = Array.ConvertAll(to, Sorted);
    }

    /// <summary>The names, by position.</summary>
    public ValueList<StepName> Names { get; }

    /// <summary>Every edge with its reason.</summary>
    public ValueList<StepEdge> Edges { get; }

    /// <summary>Number of steps.</summary>
    public int Count => Names.Count;

    /// <summary>What the step waits for directly, ascending.</summary>
    public ReadOnlySpan<int> DependenciesOf(int step) => dependencies[step];

    /// <summary>What waits for the step directly, ascending.</summary>
    public ReadOnlySpan<int> DependentsOf(int step) => dependents[step];

    /// <summary>Everything the steps wait for, directly or not; a step of the set is in it only when another one of the set waits for it.</summary>
    public bool[] AncestorsOf(IEnumerable<int> steps) => Reach(steps, dependencies);

    /// <summary>Everything that waits for the steps, directly or not; a step of the set is in it only when it waits for another one of the set.</summary>
    public bool[] DescendantsOf(IEnumerable<int> steps) => Reach(steps, dependents);

    /// <summary>The steps, each after everything it waits for; of those that may stand next, the first in the definition. What lies on a cycle or behind one is left out.</summary>
    public ValueList<int> RunOrder()
    {
        var order = new List<int>(Count);
        var waitsFor = Array.ConvertAll(dependencies, list => list.Length);
        var free = new SortedSet<int>(Enumerable.Range(0, Count).Where(step => waitsFor[step] == 0));
        while (free.Count > 0)
        {
            var step = free.Min;
            free.Remove(step);
            order.Add(step);
            foreach (var dependent in dependents[step])
            {
                if (--waitsFor[dependent] == 0)
                {
                    free.Add(dependent);
                }
            }
        }

        return order.ToValueList();
    }

    /// <summary>The steps of one cycle in its order, beginning with the earliest of the definition; or none.</summary>
    public ValueList<int> FindCycle()
    {
        var waiting = new bool[Count];
        Array.Fill(waiting, true);
        foreach (var step in RunOrder())
        {
            waiting[step] = false;
        }

        // What still waits lies on a cycle or behind one: walking backwards among it must come round.
        var at = Array.IndexOf(waiting, true);
        if (at < 0)
        {
            return [];
        }

        var walked = new List<int>();
        while (!walked.Contains(at))
        {
            walked.Add(at);
            at = dependencies[at].First(step => waiting[step]);
        }

        walked.RemoveRange(0, walked.IndexOf(at));
        walked.Reverse();
        var first = walked.IndexOf(walked.Min());
        return walked.Skip(first).Concat(walked.Take(first)).ToValueList();
    }

    private static int[] Sorted(List<int>? list)
    {
        list?.Sort();
        return list?.ToArray() ?? [];
    }

    private bool[] Reach(IEnumerable<int> steps, int[][] neighbours)
    {
        var reached = new bool[Count];
        var next = new Stack<int>(steps);
        while (next.TryPop(out var step))
        {
            foreach (var neighbour in neighbours[step])
            {
                if (!reached[neighbour])
                {
                    reached[neighbour] = true;
                    next.Push(neighbour);
                }
            }
        }

        return reached;
    }
}
