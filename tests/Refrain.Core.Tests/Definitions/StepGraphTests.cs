using CsCheck;
using Refrain.Core.Definitions;

namespace Refrain.Core.Tests.Definitions;

public sealed class StepGraphTests
{
    [Fact]
    public void Ancestors_and_descendants_are_two_sides_of_one_relation() =>
        RandomPipeline.Drawings.Sample(
            drawing =>
            {
                var graph = TestPipeline.Draw(drawing).Graph;
                foreach (var step in Enumerable.Range(0, graph.Count))
                {
                    var ancestors = graph.AncestorsOf([step]);
                    foreach (var other in Enumerable.Range(0, graph.Count))
                    {
                        Assert.Equal(RandomPipeline.HasPath(graph, other, step), ancestors[other]);
                        Assert.Equal(ancestors[other], graph.DescendantsOf([other])[step]);
                    }
                }
            },
            iter: 300);

    [Fact]
    public void Several_edges_between_two_steps_are_one_dependency()
    {
        var graph = TestPipeline.Draw("A > B, A ~> B").Graph;

        Assert.Equal(2, graph.Edges.Count);
        Assert.Equal([0], graph.DependenciesOf(1).ToArray());
        Assert.Equal([1], graph.DependentsOf(0).ToArray());
    }

    [Fact]
    public void A_graph_with_an_added_back_edge_has_a_cycle_and_one_without_has_none() =>
        RandomPipeline.Drawings.Sample(
            drawing =>
            {
                var graph = TestPipeline.Draw(drawing).Graph;
                Assert.Equal([], graph.FindCycle());
                foreach (var edge in graph.Edges)
                {
                    var cycle = new StepGraph(graph.Names, [.. graph.Edges, new StepEdge(edge.To, edge.From, EdgeKind.DependsOn, "")]).FindCycle();
                    Assert.True(cycle.Count >= 2, drawing);
                    Assert.Equal(cycle.Min(), cycle[0]);
                    Assert.Equal(cycle.Count, cycle.Distinct().Count());
                }
            },
            iter: 100);
}
