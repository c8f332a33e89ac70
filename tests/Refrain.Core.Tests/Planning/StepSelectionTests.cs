using CsCheck;
using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

public sealed class StepSelectionTests
{
    [Theory]
    [InlineData("A > B > C > D", "B C", "")]
    [InlineData("A > B > C > D", "A C", "B")]
    [InlineData("A > B > C > D", "A D", "B C")]
    [InlineData("A > B > C > D", "D A", "B C")]
    [InlineData("A > B > D, A > C > D", "A B D", "C")]
    [InlineData("A > B > D, A > C > D", "B D", "")]
    [InlineData("A ~> B ~> C", "A C", "B")]
    [InlineData("C ?> D > E", "C E", "D")]
    [InlineData("C ?> D > E", "C D", "")]
    [InlineData("A > B, C > D", "A D", "")]
    [InlineData("A > B, A > C, B > C", "A C", "B")]
    public void A_step_between_two_selected_steps_must_be_selected(string pipeline, string selected, string gaps)
    {
        var definition = TestPipeline.Draw(pipeline);
        var (selection, unknown) = StepSelection.Of(definition, TestPipeline.Names(selected));

        Assert.Equal(gaps, string.Join(' ', selection.Gaps().Select(position => definition.Steps[position].Name)));
        Assert.Equal([], unknown);
    }

    [Fact]
    public void Dependencies_are_direct_and_ancestors_all()
    {
        var (selection, _) = StepSelection.Of(TestPipeline.Draw("A > B > D, C ~> D, D > E, X"), TestPipeline.Names("E D E"));

        Assert.Equal([2, 4], selection.Steps);
        Assert.Equal([1, 3], selection.Dependencies);
        Assert.Equal([0, 1, 3], selection.Ancestors);
    }

    [Fact]
    public void There_are_gaps_exactly_when_an_unselected_step_lies_on_a_path_between_selected_ones() =>
        Gen.Select(RandomPipeline.Drawings, Gen.Int[0, 511]).Sample(
            (drawing, mask) =>
            {
                var definition = TestPipeline.Draw(drawing);
                var selected = definition.Steps.Where(step => (mask >> step.Position & 1) == 1).ToList();
                var (selection, _) = StepSelection.Of(definition, selected.Select(step => step.Name).ToValueList());
                bool OnPath(int step) => selected.Any(from => RandomPipeline.HasPath(definition.Graph, from.Position, step))
                    && selected.Any(to => RandomPipeline.HasPath(definition.Graph, step, to.Position));

                Assert.Equal(
                    definition.Steps.Select(step => step.Position).Where(step => !selection.Contains(step) && OnPath(step)),
                    selection.Gaps());
            },
            iter: 500);

    [Fact]
    public void What_is_a_dependency_is_an_ancestor_and_never_selected() =>
        Gen.Select(RandomPipeline.Drawings, Gen.Int[0, 511]).Sample(
            (drawing, mask) =>
            {
                var definition = TestPipeline.Draw(drawing);
                var names = definition.Steps.Where(step => (mask >> step.Position & 1) == 1).Select(step => step.Name).ToValueList();
                var (selection, _) = StepSelection.Of(definition, names);

                Assert.Equal(names, selection.Steps.Select(position => definition.Steps[position].Name));
                Assert.Empty(selection.Dependencies.Except(selection.Ancestors));
                Assert.DoesNotContain(selection.Ancestors, selection.Contains);
                Assert.Equal(
                    definition.Steps.Where(step => !selection.Contains(step.Position) && names.Any(name => RandomPipeline.HasPath(definition.Graph, step.Position, definition[name].Position)))
                        .Select(step => step.Position),
                    selection.Ancestors);
            },
            iter: 300);
}
