using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Planning;

/// <summary>The steps a caller chose, held against the graph (spec 02, R1 and R2).</summary>
public sealed class StepSelection
{
    private readonly StepGraph graph;
    private readonly bool[] selected;

    private StepSelection(StepGraph graph, ValueList<int> steps)
    {
        (this.graph, Steps) = (graph, steps);
        selected = new bool[graph.Count];
        foreach (var step in steps)
        {
            selected[step] = true;
        }

        var ancestors = graph.AncestorsOf(steps);
        Ancestors = Where(step => ancestors[step] && !selected[step]);
        Dependencies = steps.SelectMany(step => graph.DependenciesOf(step).ToArray()).Where(step => !selected[step]).Distinct().Order().ToValueList();
    }

    /// <summary>The selected steps, by position, each once (R11).</summary>
    public ValueList<int> Steps { get; }

    /// <summary>Direct dependencies of selected steps that are not selected: their results must exist in the reference.</summary>
    public ValueList<int> Dependencies { get; }

    /// <summary>All unselected steps that lead to selected ones: reused when the reference has them.</summary>
    public ValueList<int> Ancestors { get; }

    /// <summary>The selection of existing names; names that are no steps are handed back.</summary>
    public static (StepSelection Selection, ValueList<StepName> Unknown) Of(PipelineDefinition definition, ValueList<StepName> names)
    {
        var known = names.Where(name => definition.Find(name) is not null).Select(name => definition[name].Position).Distinct().Order().ToValueList();
        return (new StepSelection(definition.Graph, known), names.Where(name => definition.Find(name) is null).Distinct().ToValueList());
    }

    /// <summary>True for a selected step.</summary>
    public bool Contains(int step) => selected[step];

    /// <summary>Unselected steps on a path between two selected ones: what R2 forbids.</summary>
    public ValueList<int> Gaps()
    {
        var descendants = graph.DescendantsOf(Steps);
        return Ancestors.Where(step => descendants[step]).ToValueList();
    }

    private ValueList<int> Where(Func<int, bool> belongs) => Enumerable.Range(0, graph.Count).Where(belongs).ToValueList();
}
