using CsCheck;
using Refrain.Core.Planning;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning;

/// <summary>From a choice to steps: exclusion and closure.</summary>
public sealed class ChosenStepsTests
{
    [Theory]
    [InlineData("A > B > C > D", "A,D", "", false, "A D")]
    [InlineData("A > B > C > D", "A,D", "", true, "A B C D")]
    [InlineData("A > B > D, A > C > D, A > X", "A,D", "", true, "A B D C")]
    [InlineData("A > B > C", "A+", "B", false, "A C")]
    [InlineData("A > B > C", "A+", "B", true, "A B C")]
    [InlineData("A > B > C", "", "C", false, "A B")]
    public void What_lies_between_is_added_on_request(string pipeline, string select, string exclude, bool close, string expected)
    {
        var choice = new StepChoice(select.Length == 0 ? null : select, exclude.Length == 0 ? [] : [exclude], close);
        var chosen = ChosenSteps.Of(choice, new SelectorScope { Definition = TestPipeline.Draw(pipeline) }, _ => false);

        Assert.Null(chosen.Problem);
        Assert.Equal(expected, string.Join(' ', chosen.Steps));
    }

    [Fact]
    public void A_step_whose_outputs_are_given_closes_its_gap_itself()
    {
        var definition = TestPipeline.Draw("A > B > C");
        var chosen = ChosenSteps.Of(new StepChoice("A,C", [], Close: true), new SelectorScope { Definition = definition }, position => position == 1);

        Assert.Equal("A C", string.Join(' ', chosen.Steps));
    }

    [Fact]
    public void A_problem_of_any_selector_is_shown_with_its_place() =>
        Assert.Contains(
            "\nNope\n^",
            ChosenSteps.Of(new StepChoice("A", ["Nope"], Close: false), new SelectorScope { Definition = TestPipeline.Draw("A > B") }, _ => false).Problem,
            StringComparison.Ordinal);

    [Fact]
    public void A_closed_choice_has_no_gaps_holds_what_was_chosen_and_is_its_own_closure() =>
        Gen.Select(RandomPipeline.Drawings, Gen.Int[1, 511]).Sample(
            (drawing, mask) =>
            {
                var definition = TestPipeline.Draw(drawing);
                var names = definition.Steps.Where(step => (mask >> step.Position & 1) == 1).Select(step => step.Name).ToValueList();
                if (names.Count == 0)
                {
                    return;
                }

                var closed = ChosenSteps.Of(new StepChoice(string.Join(',', names), [], Close: true), new SelectorScope { Definition = definition }, _ => false);
                Assert.Empty(names.Except(closed.Steps));
                Assert.Empty(StepSelection.Of(definition, closed.Steps).Selection.Gaps());
                Assert.Equal(closed.Steps.Except(names), closed.Added);
                var again = ChosenSteps.Of(new StepChoice(string.Join(',', closed.Steps), [], Close: true), new SelectorScope { Definition = definition }, _ => false);
                Assert.Equal((closed.Steps, ValueList<Core.Identifiers.StepName>.Empty), (again.Steps, again.Added));
            },
            iter: 300);
}
