using CsCheck;
using Refrain.Core.Definitions;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

/// <summary>Laws that hold whatever the pipeline and the selectors are.</summary>
public sealed class SelectorAlgebraTests
{
    [Fact]
    public void And_and_or_heed_neither_order_nor_grouping_nor_repetition() => ForAll((world, x, y, z) =>
    {
        world.Same(And(x, y), And(y, x));
        world.Same(Or(x, y), Or(y, x));
        world.Same(And(x, And(y, z)), And(And(x, y), z), And(x, y, z));
        world.Same(Or(x, Or(y, z)), Or(Or(x, y), z), Or(x, y, z));
        world.Same(x, And(x, x), Or(x, x), And(x, Or(x, y)), Or(x, And(x, y)));
        world.Same(And(x, Or(y, z)), Or(And(x, y), And(x, z)));
    });

    [Fact]
    public void Not_is_the_complement() => ForAll((world, x, y, _) =>
    {
        world.Same(x, Not(Not(x)));
        world.Same(Not(And(x, y)), Or(Not(x), Not(y)));
        world.Same(Not(Or(x, y)), And(Not(x), Not(y)));
        Assert.Empty(world.Choose(And(x, Not(x))));
        Assert.Equal(world.Definition.Steps.Count, world.Choose(Or(x, Not(x))).Count);
    });

    [Fact]
    public void Ancestors_hold_the_step_and_whatever_one_of_them_waits_for() => ForAll((world, x, y, _) =>
    {
        var ancestors = world.Choose(Up(x));

        Assert.Empty(world.Choose(x).Except(ancestors));
        Assert.All(ancestors, step => Assert.Empty(world.Definition.Graph.DependenciesOf(step).ToArray().Except(ancestors)));
        world.Same(Up(x), Up(Up(x)));
        world.Same(Up(Or(x, y)), Or(Up(x), Up(y)));
        world.Same(new Selector.Around(x, Selector.AnyNumber, Selector.AnyNumber), Or(Up(x), Down(x)));
    });

    [Fact]
    public void Descendants_are_the_ancestors_of_the_reversed_pipeline() => Worlds.Sample(
        world =>
        {
            // Names alone: in the reversed pipeline types are others.
            var reversed = new World(world.Seed, Reversed(world.Definition));
            foreach (var x in world.Definition.Steps.Select(step => Step(step.Name.Value)))
            {
                foreach (var edges in new[] { 0, 1, 2, 3, Selector.AnyNumber })
                {
                    Assert.Equal(world.Choose(new Selector.Around(x, 0, edges)), reversed.Choose(new Selector.Around(x, edges, 0)));
                }

                foreach (var y in world.Definition.Steps.Select(step => Step(step.Name.Value)))
                {
                    Assert.Equal(world.Choose(new Selector.Between(x, y)), reversed.Choose(new Selector.Between(y, x)));
                }
            }
        },
        iter: 100);

    [Fact]
    public void A_path_is_what_comes_after_its_beginning_and_before_its_end() => ForAll((world, x, y, _) =>
        world.Same(new Selector.Between(x, y), And(Down(x), Up(y))));

    [Fact]
    public void At_is_the_ancestors_of_the_descendants() => ForAll((world, x, _, _) =>
        world.Same(new Selector.Supplied(x), Up(Down(x))));

    [Fact]
    public void A_bounded_reach_grows_edge_by_edge_to_the_whole() => ForAll((world, x, _, _) =>
    {
        var last = world.Choose(x);
        for (var edges = 0; edges <= world.Definition.Steps.Count; edges++)
        {
            var reach = world.Choose(new Selector.Around(x, edges, 0));
            Assert.Empty(last.Except(reach));
            world.Same(new Selector.Around(x, edges + 1, 0), new Selector.Around(new Selector.Around(x, edges, 0), 1, 0));
            last = reach;
        }

        Assert.Equal(world.Choose(Up(x)), last);
        Assert.Equal(world.Choose(x), world.Choose(new Selector.Around(x, 0, 0)));
    });

    [Fact]
    public void A_selector_chooses_what_its_definition_step_by_step_says() => ForAll((world, x, _, _) =>
        Assert.Equal(Enumerable.Range(0, world.Definition.Steps.Count).Where(step => world.Holds(x, step)), world.Choose(x)));

    [Fact]
    public void What_is_printed_and_read_again_chooses_the_same() => ForAll((world, x, _, _) =>
        world.Same(x, SelectorReader.Read($"{x}").Selector!));

    private static Gen<World> Worlds { get; } = Gen.Int[0, int.MaxValue - 1].Select(seed => new World(seed, TestPipeline.Draw(RandomPipeline.Draw(new Random(seed)))));

    private static void ForAll(Action<World, Selector, Selector, Selector> law) => Worlds.Sample(
        world =>
        {
            var random = new Random(world.Seed);
            Selector Draw() => RandomSelector.OfSteps(random, world.Definition.Steps.Count);
            law(world, Draw(), Draw(), Draw());
        },
        iter: 400,
        print: world => $"seed {world.Seed}");

    private static Selector.And And(params ReadOnlySpan<Selector> terms) => new(ValueList.Create(terms));

    private static Selector.Or Or(params ReadOnlySpan<Selector> terms) => new(ValueList.Create(terms));

    private static Selector.Not Not(Selector of) => new(of);

    private static Selector.Around Up(Selector of) => new(of, Selector.AnyNumber, 0);

    private static Selector.Around Down(Selector of) => new(of, 0, Selector.AnyNumber);

    private static Selector.Named Step(string name) => new(TextPattern.Exactly(name));

    private static PipelineDefinition Reversed(PipelineDefinition definition) => TestPipeline.Draw(string.Join(
        ", ",
        definition.Steps.Select(step => step.Name.Value).Concat(definition.Graph.Edges.Select(edge => $"{definition.Steps[edge.To].Name} ~> {definition.Steps[edge.From].Name}"))));

    /// <summary>A pipeline and a reference execution, both drawn from the seed, and what a selector means there, one step at a time.</summary>
    private sealed class World
    {
        private readonly StepStanding[] standings;
        private readonly StepParts[] parts;
        private readonly SelectorScope scope;

        public World(int seed, PipelineDefinition definition)
        {
            (Seed, Definition) = (seed, definition);
            var random = new Random(seed);
            standings = definition.Steps.Select(_ => (StepStanding)random.Next(4)).ToArray();
            parts = definition.Steps.Select(_ => (StepParts)(random.Next(32) & random.Next(32))).ToArray();
            scope = new SelectorScope { Definition = definition, Standing = step => standings[step], Modified = step => parts[step] };
        }

        public int Seed { get; }

        public PipelineDefinition Definition { get; }

        public ValueList<int> Choose(Selector selector)
        {
            var answer = SelectorEvaluator.Evaluate(selector, scope);
            Assert.Null(answer.Problem);
            return answer.Steps;
        }

        public void Same(Selector selector, params ReadOnlySpan<Selector> others)
        {
            foreach (var other in others)
            {
                Assert.Equal(Choose(selector), Choose(other));
            }
        }

        public bool Holds(Selector selector, int step) => selector switch
        {
            Selector.Named named => named.Name.Matcher()(Definition.Steps[step].Name.Value),
            Selector.Tagged => false, // random pipelines have no tags
            Selector.OfType type => Definition.Steps[step].Type.Name == type.Type,
            Selector.InState state => standings[step] == state.Standing,
            Selector.Modified modified => (parts[step] & modified.Parts) != 0,
            Selector.Around around => AnyOf(around.Of, other => Leads(step, other, around.Ancestors) || Leads(other, step, around.Descendants)),
            Selector.Supplied supplied => AnyOf(supplied.Of, other => Steps.Any(late => Leads(other, late, Selector.AnyNumber) && Leads(step, late, Selector.AnyNumber))),
            Selector.Between between => AnyOf(between.From, from => Leads(from, step, Selector.AnyNumber)) && AnyOf(between.To, to => Leads(step, to, Selector.AnyNumber)),
            Selector.Not not => !Holds(not.Of, step),
            Selector.And and => and.Terms.All(term => Holds(term, step)),
            Selector.Or or => or.Terms.Any(term => Holds(term, step)),
            _ => throw new ArgumentException($"{selector}", nameof(selector)),
        };

        private IEnumerable<int> Steps => Enumerable.Range(0, Definition.Steps.Count);

        private bool AnyOf(Selector selector, Func<int, bool> fits) => Steps.Any(other => fits(other) && Holds(selector, other));

        // Whether some path of at most so many edges leads from one step to another, tried out one by one.
        private bool Leads(int from, int to, int edges) =>
            from == to || (edges > 0 && Definition.Graph.DependentsOf(from).ToArray().Any(next => Leads(next, to, edges == Selector.AnyNumber ? edges : edges - 1)));
    }
}
