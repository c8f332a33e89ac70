using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Planning;

/// <summary>The steps a caller chose, held against the graph (spec 02, R1 and R2).</summary>
public sealed class StepSelection
{
    private readonly StepGraph graph;
    private readonly bool[] selected;

    private StepSelection(StepGraph graph, ValueList<int> steps, Func<int, bool> isGiven)
    {
        (this.graph, Steps) = (graph, steps);
        selected = new bool[graph.Count];
        foreach (var step in steps)
        {
            selected[step] = true;
        }

        var reached = Reached(isGiven);
        Given = Where(step => reached[step] && isGiven(step));
        Ancestors = Where(step => reached[step] && !isGiven(step));
        Dependencies = DirectDependencies(isGiven);
    }

    /// <summary>The selected steps, by position, each once (R11).</summary>
    public ValueList<int> Steps { get; }

    /// <summary>Direct dependencies of selected steps that are neither selected nor given by hand: their results must exist in the reference.</summary>
    public ValueList<int> Dependencies { get; }

    /// <summary>All unselected steps that lead to selected ones: reused when the reference has them. What lies behind a given result does not count.</summary>
    public ValueList<int> Ancestors { get; }

    /// <summary>The steps whose given results selected steps need.</summary>
    public ValueList<int> Given { get; }

    /// <summary>The selection of existing names; names that are no steps are handed back.</summary>
    public static (StepSelection Selection, ValueList<StepName> Unknown) Of(PipelineDefinition definition, ValueList<StepName> names) => Of(definition, names, _ => false);

    /// <summary>The same, where the results of some steps are given by hand.</summary>
    public static (StepSelection Selection, ValueList<StepName> Unknown) Of(PipelineDefinition definition, ValueList<StepName> names, Func<int, bool> isGiven)
    {
        var known = names.Where(name => definition.Find(name) is not null).Select(name => definition[name].Position).Distinct().Order().ToValueList();
        var unknown = names.Where(name => definition.Find(name) is null).Distinct().ToValueList();
        return (new StepSelection(definition.Graph, known, isGiven), unknown);
    }

    /// <summary>True for a selected step.</summary>
    public bool Contains(int step) => selected[step];

    /// <summary>Unselected steps on a path between two selected ones: what R2 forbids.</summary>
    public ValueList<int> Gaps()
    {
        var descendants = graph.DescendantsOf(Steps);
        return Ancestors.Where(step => descendants[step]).ToValueList();
    }

    private ValueList<int> DirectDependencies(Func<int, bool> isGiven)
    {
        var direct = new bool[graph.Count];
        foreach (var step in Steps)
        {
            foreach (var dependency in graph.DependenciesOf(step))
            {
                direct[dependency] = true;
            }
        }

        return Where(step => direct[step] && !selected[step] && !isGiven(step));
    }

    private bool[] Reached(Func<int, bool> isGiven)
    {
        var reached = new bool[graph.Count];
        var next = new Stack<int>(Steps);
        while (next.TryPop(out var step))
        {
            foreach (var dependency in graph.DependenciesOf(step))
            {
                if (reached[dependency] || selected[dependency])
                {
                    continue;
                }

                reached[dependency] = true;
                if (!isGiven(dependency))
                {
                    next.Push(dependency);
                }
            }
        }

        return reached;
    }

    private ValueList<int> Where(Func<int, bool> belongs) => Enumerable.Range(0, graph.Count).Where(belongs).ToValueList();
}
