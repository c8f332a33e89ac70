using Refrain.Core.Definitions;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class SelectorEvaluatorTests
{
    private const string Chain = "A > B > C > D > E";
    private const string Diamond = "A > B, A > C, B > D, C > D, X > D, D > E, Y";

    // S-fail failed, S-stop was stopped, S-new was not there; of S-ok code and image differ, of S-fail the inputs.
    private const string Mixed = "S-ok > S-fail > S-stop > S-new";

    [Theory]
    [InlineData(Chain, "C", "C")]
    [InlineData(Chain, "E,A", "A E")]
    [InlineData(Chain, "*", "A B C D E")]
    [InlineData(Chain, "[BD]", "B D")]
    [InlineData(Chain, "Z*", "")]
    [InlineData(Chain, "+C", "A B C")]
    [InlineData(Chain, "C+", "C D E")]
    [InlineData(Chain, "1+C", "B C")]
    [InlineData(Chain, "1+C+1", "B C D")]
    [InlineData(Chain, "0+C", "C")]
    [InlineData(Chain, "9+C", "A B C")]
    [InlineData(Chain, "+C+", "A B C D E")]
    [InlineData(Chain, "1+(A or E)", "A D E")]
    [InlineData(Chain, "B..D", "B C D")]
    [InlineData(Chain, "D..B", "")]
    [InlineData(Chain, "C..C", "C")]
    [InlineData(Chain, "(A,D)..(B,E)", "A B C D E")]
    [InlineData(Chain, "not C", "A B D E")]
    [InlineData(Chain, "+C and C+", "C")]
    [InlineData(Chain, "not B..D", "A E")]
    [InlineData(Diamond, "A..D", "A B C D")]
    [InlineData(Diamond, "(A,Y)..(D,Y)", "A B C D Y")]
    [InlineData(Diamond, "B..C", "")]
    [InlineData(Diamond, "B+", "B D E")]
    [InlineData(Diamond, "@B", "A B C D X E")]
    [InlineData(Diamond, "@Y", "Y")]
    [InlineData(Diamond, "1+D", "B C D X")]
    [InlineData("A > B > C, A > C", "1+C", "A B C")]
    [InlineData("A > B > C, A > C", "A+1", "A B C")]
    [InlineData("A ~> B, C ?> D !> E", "+B,+D,+E", "A B C D E")]
    [InlineData("A:Training > B > C:Training", "type:Training", "A C")]
    [InlineData("A:Training > B > C:Training", "type:Processing", "B")]
    [InlineData("A:Training > B > C:Training", "type:Model", "")]
    [InlineData("A:Training > B > C:Training", "type:Training and not +B", "C")]
    [InlineData("2 > train > 2-step", "2+train", "2 train")]
    [InlineData("2 > train > 2-step", "2+", "2 train 2-step")]
    [InlineData("2 > train > 2-step", "2-step", "2-step")]
    [InlineData("and > or", "\"and\"..\"or\"", "and or")]
    public void A_selector_chooses_steps_in_the_order_of_the_definition(string pipeline, string text, string chosen) =>
        Assert.Equal(chosen, Choose(new SelectorScope { Definition = TestPipeline.Draw(pipeline) }, text));

    [Theory]
    [InlineData("state:succeeded", "S-ok")]
    [InlineData("state:failed", "S-fail")]
    [InlineData("state:stopped", "S-stop")]
    [InlineData("state:not-run", "S-new")]
    [InlineData("state:failed+", "S-fail S-stop S-new")]
    [InlineData("state:failed or state:stopped", "S-fail S-stop")]
    [InlineData("state:modified", "S-ok S-fail")]
    [InlineData("state:modified.code", "S-ok")]
    [InlineData("state:modified.image", "S-ok")]
    [InlineData("state:modified.inputs", "S-fail")]
    [InlineData("state:modified.arguments", "")]
    [InlineData("state:modified.parameters", "")]
    [InlineData("state:modified.code.inputs", "S-ok S-fail")]
    [InlineData("state:modified and not state:failed", "S-ok")]
    public void States_are_those_of_the_reference_execution(string text, string chosen)
    {
        var scope = new SelectorScope
        {
            Definition = TestPipeline.Draw(Mixed),
            Standing = step => new[] { StepStanding.Succeeded, StepStanding.Failed, StepStanding.Stopped, StepStanding.NotRun }[step],
            Modified = step => new[] { StepParts.Code | StepParts.Image, StepParts.Inputs, StepParts.None, StepParts.None }[step],
        };

        Assert.Equal(chosen, Choose(scope, text));
    }

    [Theory]
    [InlineData("tag:team", "A B D")]
    [InlineData("tag:team=ml", "A")]
    [InlineData("tag:team=m*", "A")]
    [InlineData("tag:te*=*", "A B")]
    [InlineData("tag:team=\"\"", "B")]
    [InlineData("tag:gpu=1", "A")]
    [InlineData("tag:gpu=2", "")]
    [InlineData("tag:owner", "")]
    [InlineData("tag:Team", "")]
    [InlineData("tag:team=ml and tag:gpu", "A")]
    [InlineData("not tag:*", "C")]
    public void Tags_are_those_among_the_arguments(string text, string chosen)
    {
        var reading = DefinitionReader.Read(
            """
            {"Parameters": [{"Name": "Team", "Type": "String"}], "Steps": [
              {"Name": "A", "Type": "EMRServerless", "Arguments": {"Tags": [{"Key": "team", "Value": "ml"}, {"Key": "gpu", "Value": 1}]}},
              {"Name": "B", "Type": "EMRServerless", "Arguments": {"Tags": [{"Key": "team", "Value": ""}]}},
              {"Name": "C", "Type": "EMRServerless", "Arguments": {"Tags": [{"Name": "team", "Value": "ml"}, 7]}},
              {"Name": "D", "Type": "EMRServerless", "Arguments": {"Tags": [{"Key": "team", "Value": {"Get": "Parameters.Team"}}]}}]}
            """,
            Limits.Default);

        Assert.Equal(chosen, Choose(new SelectorScope { Definition = Assert.IsType<PipelineDefinition>(reading.Definition) }, text));
    }

    [Theory]
    [InlineData("Z", 0, "The pipeline has no step 'Z'.")]
    [InlineData("A or +Z", 6, "The pipeline has no step 'Z'.")]
    [InlineData("A and (Y or Z)", 7, "The pipeline has no step 'Y'.")]
    [InlineData("A..\"B C\"", 3, "The pipeline has no step 'B C'.")]
    [InlineData("A or state:failed+", 5, "'state:failed' needs a reference execution, and there is none.")]
    [InlineData("@(A,state:modified.code)", 4, "'state:modified.code' needs a reference execution, and there is none.")]
    public void What_the_scope_does_not_have_is_refused_at_its_place(string text, int position, string message)
    {
        var answer = SelectorEvaluator.Evaluate(Read(text), new SelectorScope { Definition = TestPipeline.Draw(Chain) });

        Assert.Equal((position, message), (answer.Problem?.Position, answer.Problem?.Message));
        Assert.Equal([], answer.Steps);
    }

    [Fact]
    public void A_name_of_any_length_is_shown_short()
    {
        var problem = SelectorEvaluator.Evaluate(Read(new string('x', 10_000)), new SelectorScope { Definition = TestPipeline.Draw(Chain) }).Problem;

        Assert.Equal($"The pipeline has no step '{new string('x', 64)}...'.", problem?.Message);
    }

    // 2^200 paths: whoever walks them one by one does not come back.
    [Fact]
    public void The_number_of_paths_does_not_matter()
    {
        var drawing = string.Join(", ", Enumerable.Range(0, 200).Select(at => $"S{at} ~> L{at} ~> S{at + 1}, S{at} ~> R{at} ~> S{at + 1}"));
        var scope = new SelectorScope { Definition = TestPipeline.Draw(drawing) };

        Assert.Equal(601, SelectorEvaluator.Evaluate(Read("S0..S200"), scope).Steps.Count);
        Assert.Equal(601, SelectorEvaluator.Evaluate(Read("400+S200"), scope).Steps.Count);
        Assert.Equal(600, SelectorEvaluator.Evaluate(Read("399+S200"), scope).Steps.Count);
        Assert.Equal(601, SelectorEvaluator.Evaluate(Read("@L100"), scope).Steps.Count);
    }

    private static string Choose(SelectorScope scope, string text)
    {
        var answer = SelectorEvaluator.Evaluate(Read(text), scope);

        Assert.Null(answer.Problem);
        return string.Join(' ', answer.Steps.Select(step => scope.Definition.Steps[step].Name));
    }

    private static Selector Read(string text) =>
        SelectorReader.Read(text) is { Selector: { } selector } ? selector : throw new ArgumentException(SelectorReader.Read(text).Problem?.Render(text), nameof(text));
}
