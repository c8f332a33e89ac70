using System.Diagnostics;
using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning.Selectors;

/// <summary>The steps that a selector chooses, by position and ascending; none, and the first problem, when it cannot be asked of this scope.</summary>
public sealed record SelectorAnswer(ValueList<int> Steps, SelectorProblem? Problem);

/// <summary>Finds the steps that a selector chooses. Every operator takes time that grows with steps plus edges, however many paths there are.</summary>
public static class SelectorEvaluator
{
    private const string AReference = "a reference execution to compare with";

    /// <summary>The chosen steps. That a selector chooses none is no problem here.</summary>
    public static SelectorAnswer Evaluate(Selector selector, SelectorScope scope)
    {
        var evaluation = new Evaluation(scope);
        var chosen = evaluation.Of(selector);
        return evaluation.Problem is { } problem
            ? new SelectorAnswer([], problem)
            : new SelectorAnswer(Enumerable.Range(0, chosen.Length).Where(step => chosen[step]).ToValueList(), null);
    }

    // A set of steps is an array that says of each position whether it belongs.
    private sealed class Evaluation(SelectorScope scope)
    {
        private readonly StepGraph graph = scope.Definition.Graph;

        public SelectorProblem? Problem { get; private set; }

        public bool[] Of(Selector selector) => selector switch
        {
            Selector.Named { Name.IsGlob: true } glob => Matching(glob.Name),
            Selector.Named named => Single(named),
            Selector.Tagged tagged => Tagged(tagged),
            Selector.OfType type => Where(step => scope.Definition.Steps[step].Type.Name == type.Type),
            Selector.InState state => InState(state),
            Selector.Modified modified => Modified(modified),
            Selector.Around around => Around(Of(around.Of), around.Ancestors, around.Descendants),
            Selector.Supplied supplied => Reach(Reach(Of(supplied.Of), Selector.AnyNumber, onwards: true), Selector.AnyNumber, onwards: false),
            Selector.Between between => Between(Of(between.From), Of(between.To)),
            Selector.Not not => Array.ConvertAll(Of(not.Of), belongs => !belongs),
            Selector.And and => Combine(and.Terms, (one, other) => one && other),
            Selector.Or or => Combine(or.Terms, (one, other) => one || other),
            _ => throw new UnreachableException(),
        };

        private bool[] Matching(TextPattern name)
        {
            var matches = name.Matcher();
            return Where(step => matches(graph.Names[step].Value));
        }

        private bool[] Single(Selector.Named named)
        {
            var chosen = new bool[graph.Count];
            if (scope.Definition.Find(new StepName(named.Name.Text)) is { } found)
            {
                chosen[found.Position] = true;
                return chosen;
            }

            // Looking for near names takes long: it is done for the problem that is told.
            Problem ??= new SelectorProblem(named.Position, $"The pipeline has no step {SelectorProblem.Show(named.Name.Text)}.", AName(named.Name.Text));
            return chosen;
        }

        private string AName(string written) => NearestNames.Of(written, graph.Names.Select(name => name.Value)) is { Count: > 0 } near
            ? $"the name of a step, such as {string.Join(" or ", near)}"
            : "the name of a step, or a glob: * chooses all steps";

        private bool[] Tagged(Selector.Tagged tagged)
        {
            var (key, value) = (tagged.Key.Matcher(), tagged.Value?.Matcher());
            return Where(step => scope.Definition.Steps[step].Arguments.Items("Tags").Any(tag => tag.Text("Key") is { } text && key(text) && (value is null || HasValue(tag, value))));
        }

        // A value that an expression gives is known only when the step runs: it matches nothing here.
        private static bool HasValue(JsonElement tag, Func<string, bool> matches) =>
            tag.Member("Value") is { } value && JsonText.Scalar(value) is { } text && matches(text);

        private bool[] InState(Selector.InState state)
        {
            if (scope.Standing is { } standing)
            {
                return Where(step => standing(step) == state.Standing);
            }

            return Refuse(state, $"'{state}' needs a reference execution, and there is none.", AReference);
        }

        private bool[] Modified(Selector.Modified modified)
        {
            if (scope.Modified is { } parts)
            {
                return Where(step => (parts(step) & modified.Parts) != StepParts.None);
            }

            return Refuse(modified, $"'{modified}' needs a reference execution, and there is none.", AReference);
        }

        private bool[] Around(bool[] of, int ancestors, int descendants) =>
            Combine(Reach(of, ancestors, onwards: false), Reach(of, descendants, onwards: true), (one, other) => one || other);

        private bool[] Between(bool[] from, bool[] to) =>
            Combine(Reach(from, Selector.AnyNumber, onwards: true), Reach(to, Selector.AnyNumber, onwards: false), (one, other) => one && other);

        // Level by level, so that a step is met first on its shortest way.
        private bool[] Reach(bool[] from, int edges, bool onwards)
        {
            var reached = (bool[])from.Clone();
            var level = Enumerable.Range(0, from.Length).Where(step => from[step]).ToList();
            for (var gone = 0; gone < edges && level.Count > 0; gone++)
            {
                var next = new List<int>();
                foreach (var step in level)
                {
                    foreach (var neighbour in onwards ? graph.DependentsOf(step) : graph.DependenciesOf(step))
                    {
                        if (!reached[neighbour])
                        {
                            reached[neighbour] = true;
                            next.Add(neighbour);
                        }
                    }
                }

                level = next;
            }

            return reached;
        }

        private bool[] Combine(ValueList<Selector> terms, Func<bool, bool, bool> combine) =>
            terms.Skip(1).Aggregate(Of(terms[0]), (chosen, term) => Combine(chosen, Of(term), combine));

        private static bool[] Combine(bool[] left, bool[] right, Func<bool, bool, bool> combine)
        {
            var combined = new bool[left.Length];
            for (var step = 0; step < left.Length; step++)
            {
                combined[step] = combine(left[step], right[step]);
            }

            return combined;
        }

        private bool[] Where(Predicate<int> belongs)
        {
            var chosen = new bool[graph.Count];
            for (var step = 0; step < chosen.Length; step++)
            {
                chosen[step] = belongs(step);
            }

            return chosen;
        }

        // The evaluation goes on, so that the arrays have their lengths; only the first problem counts.
        private bool[] Refuse(Selector at, string message, string expected)
        {
            Problem ??= new SelectorProblem(at.Position, message, expected);
            return new bool[graph.Count];
        }
    }
}
