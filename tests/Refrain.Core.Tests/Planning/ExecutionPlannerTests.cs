using CsCheck;
using Refrain.Core.Definitions;
using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

/// <summary>The test matrix of selective execution, as far as it is pure.</summary>
public sealed class ExecutionPlannerTests
{
    private const string Chain = "A > B > C";
    private const string Source = "Invalid SourcePipelineExecutionArn: " + TestReference.Arn + ". ";

    [Theory]
    [InlineData(Chain, "B", "run B, reuse A")]
    [InlineData(Chain, "B C", "run B C, reuse A")]
    [InlineData(Chain, "A", "run A, reuse ")]
    [InlineData(Chain, "C", "run C, reuse A B")]
    [InlineData(Chain, "C C B", "run B C, reuse A")]
    [InlineData(Chain, "A B C", "run A B C, reuse ")]
    [InlineData("A > B > D, A > C > D", "B D", "run B D, reuse A C")]
    [InlineData("A ~> B ~> C", "B", "run B, reuse A")]
    [InlineData("A > B, C > D", "B D", "run B D, reuse A C")]
    [InlineData("A > C ?> D !> E:Fail", "C D", "run C D, reuse A")]
    [InlineData("A > C ?> D !> E:Fail", "E", null)]
    [InlineData("A > C ?> D !> E:Fail", "D", "run D, reuse A C")]
    [InlineData("A > C ?> D !> E:Fail", "C E", "run C E, reuse A")]
    public void Selected_steps_run_and_what_leads_to_them_is_reused(string pipeline, string selected, string? expected)
    {
        if (expected is null)
        {
            Assert.IsType<PlanAnswer.Refused>(Plan(pipeline, selected, TestReference.Of(pipeline).Found));
            return;
        }

        Assert.Equal(expected, Text(pipeline, Scope(Plan(pipeline, selected, TestReference.Of(pipeline).Found))));
    }

    [Fact]
    public void A_full_run_has_no_scope() =>
        Assert.Null(Assert.IsType<PlanAnswer.Planned>(Plan(Request(Chain, "") with { Selected = null })).Plan.Selective);

    [Theory]
    [InlineData(Chain, "X B Y X", "Invalid SelectedSteps. Step(s) [X, Y] do not exist in the pipeline definition.")]
    [InlineData(Chain, "A C", "Invalid SelectedSteps. Step(s) [B] are on a path between selected steps [A, C] and must also be selected.")]
    [InlineData("A > B > D, A > C > D", "D A", "Invalid SelectedSteps. Step(s) [B, C] are on a path between selected steps [A, D] and must also be selected.")]
    public void A_selection_must_exist_and_have_no_holes(string pipeline, string selected, string message) =>
        AssertRefused(RefusalKind.Invalid, message, Plan(pipeline, selected, TestReference.Of(pipeline).Found));

    [Theory]
    [InlineData(Chain, "A")]
    [InlineData("A > B, X", "A B X")]
    [InlineData(Chain, "A B C")]
    public void Without_a_reference_only_what_depends_on_nothing_else_may_be_selected(string pipeline, string selected) =>
        Assert.Equal(new SelectiveScope(null, StepRanges.Of(TestPipeline.Names(selected).Select(name => TestPipeline.Draw(pipeline)[name].Position)), []), Scope(Plan(pipeline, selected, new ReferenceLookup.None())));

    [Theory]
    [InlineData("C > A, D > B", "A B", "Invalid SourcePipelineExecutionArn: null. The selected steps [A, B] have dependencies on [C, D]")]
    [InlineData("A ~> B", "B", "Invalid SourcePipelineExecutionArn: null. The selected steps [B] have dependencies on [A]")]
    [InlineData("C ?> B", "B", "Invalid SourcePipelineExecutionArn: null. The selected steps [B] have dependencies on [C]")]
    public void Without_a_reference_nothing_can_be_reused(string pipeline, string selected, string message) =>
        AssertRefused(RefusalKind.Invalid, message, Plan(pipeline, selected, new ReferenceLookup.None()));

    [Fact]
    public void A_reference_must_be_an_ended_execution_of_this_pipeline()
    {
        AssertRefused(RefusalKind.Invalid, "Invalid SourcePipelineExecutionArn: x. It is not the ARN of a pipeline execution.", Plan(Chain, "B", new ReferenceLookup.Malformed("x")));
        AssertRefused(RefusalKind.NotFound, "Pipeline execution 'x' does not exist.", Plan(Chain, "B", new ReferenceLookup.Unknown("x")));
        AssertRefused(RefusalKind.Invalid, "Invalid SourcePipelineExecutionArn: x. It is not an execution of this pipeline.", Plan(Chain, "B", new ReferenceLookup.OfAnotherPipeline("x")));
        AssertRefused(
            RefusalKind.Invalid,
            Source + "The status of the source execution must be one of [Succeeded, Failed, Stopped].",
            Plan(Chain, "B", (TestReference.Of(Chain) with { HasEnded = false }).Found));
    }

    [Fact]
    public void A_given_reference_is_checked_even_when_nothing_is_reused() =>
        AssertRefused(
            RefusalKind.Invalid,
            Source + "The status of the source execution must be one of [Succeeded, Failed, Stopped].",
            Plan(Chain, "A", (TestReference.Of(Chain) with { HasEnded = false }).Found));

    [Fact]
    public void A_failed_reference_serves_from_the_failed_step_on()
    {
        var failedAtC = TestReference.Of("A > B > C > D") with { Without = "C D" };

        Assert.Equal("run C, reuse A B", Text("A > B > C > D", Scope(Plan("A > B > C > D", "C", failedAtC.Found))));
        Assert.Equal("run C D, reuse A B", Text("A > B > C > D", Scope(Plan("A > B > C > D", "C D", failedAtC.Found))));
        AssertRefused(
            RefusalKind.Invalid,
            Source + "The selected steps [D] have dependencies on [C] which did not succeed in the source execution.",
            Plan("A > B > C > D", "D", failedAtC.Found));
    }

    [Fact]
    public void Ancestors_further_away_are_reused_when_the_reference_has_them_and_left_out_otherwise() =>
        Assert.Equal("run C, reuse B", Text(Chain, Scope(Plan(Chain, "C", (TestReference.Of(Chain) with { Without = "A" }).Found))));

    [Theory]
    [InlineData("C ?> D !> E", "D", true, null)]
    [InlineData("C ?> D !> E", "E", false, null)]
    [InlineData("C ?> D !> E", "D", false, "The selected step 'D' stands in the If branch of 'C', which took the other branch in the source execution. Select 'C' as well, so that it decides anew.")]
    [InlineData("C ?> D !> E", "E", true, "The selected step 'E' stands in the Else branch of 'C', which took the other branch in the source execution. Select 'C' as well, so that it decides anew.")]
    [InlineData("C ?> D !> E", "C D", false, null)]
    [InlineData("C ?> D !> E", "C E", true, null)]
    public void A_branch_step_without_its_condition_runs_only_where_the_reference_went(string pipeline, string selected, bool outcome, string? problem)
    {
        var answer = Plan(pipeline, selected, (TestReference.Of(pipeline) with { Outcome = outcome }).Found);

        Assert.Equal(problem is null ? null : Source + problem, (answer as PlanAnswer.Refused)?.Message);
    }

    [Fact]
    public void In_a_chain_of_references_each_result_comes_from_the_execution_that_made_it()
    {
        var scope = Scope(Plan("A > B > C > D", "D", (TestReference.Of("A > B > C > D") with { ReusedFromOlder = "A B" }).Found));

        Assert.Equal(TestReference.Arn, scope.Reference?.ToString());
        Assert.Equal(
            ["older0000000 @17: 0-1", "reference000 @42: 2"],
            scope.Reused.Select(source => $"{source.Execution.ExecutionId} @{source.Length}: {source.Steps}"));
    }

    [Fact]
    public void Selecting_everything_equals_a_full_run() =>
        RandomPipeline.Drawings.Sample(
            drawing =>
            {
                var definition = TestPipeline.Draw(drawing);
                var all = definition.Steps.Select(step => step.Name).ToValueList();
                var scope = Scope(Plan(Request(drawing, "") with { Selected = all, Reference = new ReferenceLookup.None() }));

                Assert.Equal(definition.Steps.Select(step => step.Position), scope.Selected.Positions());
                Assert.Equal([], scope.Reused);
            },
            iter: 100);

    [Fact]
    public void Whatever_is_planned_every_dependency_of_a_selected_step_is_selected_or_reused_once() =>
        Gen.Select(RandomPipeline.Drawings, Gen.Int[1, 511], Gen.Bool).Sample(
            (drawing, mask, outcome) =>
            {
                var definition = TestPipeline.Draw(drawing);
                var selected = definition.Steps.Where(step => (mask >> step.Position & 1) == 1).Select(step => step.Name).ToValueList();
                var fails = string.Join(' ', definition.Steps.Where(step => step.Type.Name == "Fail").Select(step => step.Name));
                if (Plan(Request(drawing, "") with { Selected = selected, Reference = (new TestReference(definition) { Outcome = outcome, Without = fails }).Found }) is not PlanAnswer.Planned { Plan.Selective: { } scope })
                {
                    return;
                }

                var reused = scope.Reused.SelectMany(source => source.Steps.Positions()).ToList();
                Assert.Equal(reused.Count, reused.Distinct().Count());
                Assert.Empty(reused.Intersect(scope.Selected.Positions()));
                Assert.All(scope.Selected.Positions(), step => Assert.Empty(definition.Graph.DependenciesOf(step).ToArray().Except(reused).Except(scope.Selected.Positions())));
            },
            iter: 500);

    [Fact]
    public void The_checks_come_in_the_order_of_the_service()
    {
        const string Pipeline = "A > B > C ?> D !> E, D > F";
        var reference = TestReference.Of("A > B:Training > C ?> D !> E, D > F") with { HasEnded = false, Without = "B", Outcome = false };
        var request = Request(Pipeline, "A C X") with { Reference = new ReferenceLookup.None(), Overrides = [new ParameterOverride("Nope", "1")] };

        Assert.Contains("do not exist", Refusal(request), StringComparison.Ordinal);
        Assert.Contains("are on a path", Refusal(request with { Selected = TestPipeline.Names("A C") }), StringComparison.Ordinal);
        request = request with { Selected = TestPipeline.Names("C D") };
        Assert.Contains("null. The selected steps", Refusal(request), StringComparison.Ordinal);
        Assert.Contains("The status of", Refusal(request with { Reference = reference.Found }), StringComparison.Ordinal);
        reference = reference with { HasEnded = true };
        Assert.Contains("is of type Processing, but was of type Training", Refusal(request with { Reference = reference.Found }), StringComparison.Ordinal);
        reference = reference with { Definition = TestPipeline.Draw(Pipeline) };
        Assert.Contains("did not succeed", Refusal(request with { Reference = reference.Found }), StringComparison.Ordinal);
        reference = reference with { Without = "" };
        request = request with { Selected = TestPipeline.Names("D") };
        Assert.Contains("took the other branch", Refusal(request with { Reference = reference.Found }), StringComparison.Ordinal);
        reference = reference with { Outcome = true };
        Assert.Contains("Parameter 'Nope'", Refusal(request with { Reference = reference.Found }), StringComparison.Ordinal);
    }

    private static string Refusal(PlanRequest request) => Assert.IsType<PlanAnswer.Refused>(ExecutionPlanner.Plan(request)).Message;

    private static PlanRequest Request(string pipeline, string selected) =>
        new(TestPipeline.Draw(pipeline), 1, [], TestPipeline.Names(selected), new ReferenceLookup.None(), ReferenceRule.NameAndType);

    private static PlanAnswer Plan(string pipeline, string selected, ReferenceLookup reference) => Plan(Request(pipeline, selected) with { Reference = reference });

    private static PlanAnswer Plan(PlanRequest request) => ExecutionPlanner.Plan(request);

    private static SelectiveScope Scope(PlanAnswer answer) =>
        Assert.IsType<PlanAnswer.Planned>(answer).Plan.Selective ?? throw new InvalidOperationException("A full run.");

    private static string Text(string pipeline, SelectiveScope scope)
    {
        var definition = TestPipeline.Draw(pipeline);
        string Names(IEnumerable<int> positions) => string.Join(' ', positions.Order().Select(position => definition.Steps[position].Name));
        return $"run {Names(scope.Selected.Positions())}, reuse {Names(scope.Reused.SelectMany(source => source.Steps.Positions()))}";
    }

    private static void AssertRefused(RefusalKind kind, string message, PlanAnswer answer)
    {
        var refused = Assert.IsType<PlanAnswer.Refused>(answer);
        Assert.Equal((kind, message), (refused.Kind, refused.Message));
    }
}
