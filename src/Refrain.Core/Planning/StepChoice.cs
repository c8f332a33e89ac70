using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Planning;

/// <summary>How a caller chooses steps, besides naming them.</summary>
/// <param name="Select">A selector; null for every step.</param>
/// <param name="Exclude">Selectors of steps to leave out.</param>
/// <param name="Close">Add what lies between the chosen steps.</param>
public sealed record StepChoice(string? Select, ValueList<string> Exclude, bool Close)
{
    /// <summary>Every step: a full run.</summary>
    public static StepChoice All { get; } = new(null, [], Close: false);

    /// <summary>True when nothing is chosen or left out.</summary>
    public bool IsAll => Select is null && Exclude.Count == 0;

    /// <summary>True when it cannot be expanded before somebody found out what changed.</summary>
    public bool AsksForChanges => Exclude.Append(Select ?? "").Any(text => text.Contains("state:modified", StringComparison.Ordinal));

    /// <summary>True when it cannot be expanded without a reference.</summary>
    public bool AsksForStates => Exclude.Append(Select ?? "").Any(text => text.Contains("state:", StringComparison.Ordinal));
}

/// <summary>The steps that a choice comes to, or why it comes to none.</summary>
/// <param name="Steps">The steps in the definition's order.</param>
/// <param name="Added">Those of them that lie between chosen ones and were added on request.</param>
/// <param name="Problem">What is wrong with a selector; null when nothing is.</param>
public sealed record ChosenSteps(ValueList<StepName> Steps, ValueList<StepName> Added, string? Problem)
{
    /// <summary>Expands a choice over the graph. Pure.</summary>
    public static ChosenSteps Of(StepChoice choice, SelectorScope scope, Func<int, bool> isGiven)
    {
        var graph = scope.Definition.Graph;
        var chosen = new bool[graph.Count];
        if (choice.Select is null)
        {
            Array.Fill(chosen, true);
        }
        else if (Mark(choice.Select, scope, chosen, value: true) is { } problem)
        {
            return new ChosenSteps([], [], problem);
        }

        foreach (var exclude in choice.Exclude)
        {
            if (Mark(exclude, scope, chosen, value: false) is { } problem)
            {
                return new ChosenSteps([], [], problem);
            }
        }

        var added = choice.Close ? Between(graph, chosen, isGiven) : [];
        foreach (var position in added)
        {
            chosen[position] = true;
        }

        return new ChosenSteps(Names(graph, chosen), added.Select(position => graph.Names[position]).ToValueList(), null);
    }

    /// <summary>Steps that are not chosen and lie on a path between two that are; what lies behind a given result does not count.</summary>
    public static ValueList<int> Between(StepGraph graph, bool[] chosen, Func<int, bool> isGiven)
    {
        var positions = Enumerable.Range(0, graph.Count).Where(position => chosen[position]).ToList();
        var descendants = graph.DescendantsOf(positions);
        var ancestors = graph.AncestorsOf(positions);
        return Enumerable.Range(0, graph.Count).Where(position => !chosen[position] && descendants[position] && ancestors[position] && !isGiven(position)).ToValueList();
    }

    private static string? Mark(string text, SelectorScope scope, bool[] chosen, bool value)
    {
        var (selector, problem) = SelectorReader.Read(text);
        if (selector is not null)
        {
            (var steps, problem) = SelectorEvaluator.Evaluate(selector, scope);
            foreach (var position in steps)
            {
                chosen[position] = value;
            }
        }

        return problem?.Render(text);
    }

    private static ValueList<StepName> Names(StepGraph graph, bool[] chosen) =>
        Enumerable.Range(0, graph.Count).Where(position => chosen[position]).Select(position => graph.Names[position]).ToValueList();
}
