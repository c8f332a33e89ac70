namespace Refrain.Core.Tests;

public sealed class TestPipelineTests
{
    [Fact]
    public void A_drawing_becomes_a_definition_with_the_edges_drawn()
    {
        var graph = TestPipeline.Draw("A > B ~> C, B > C ?> D:Fail !> E > F").Graph;

        Assert.Equal("A B C D E F", string.Join(' ', graph.Names));
        Assert.Equal(
            ["0>1 Data", "1>2 Data", "1>2 DependsOn", "2>3 Branch", "2>4 Branch", "4>5 Data"],
            graph.Edges.Select(edge => $"{edge.From}>{edge.To} {edge.Kind}").Order());
    }
}
