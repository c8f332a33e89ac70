using CsCheck;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Planning;

/// <summary>Every step of every plan has a verdict and a reason that fit what the planner decided.</summary>
public sealed class PlanReportTests
{
    private const string Chain = "A > B > C > D";
    private static readonly PlanFacts Facts = new() { Now = DateTimeOffset.UnixEpoch };

    [Theory]
    [InlineData(Chain, "C", "A=reuse(in-reference) B=reuse(in-reference) C=run(selected) D=skip(not-needed)")]
    [InlineData(Chain, "A", "A=run(selected) B=skip(not-needed) C=skip(not-needed) D=skip(not-needed)")]
    [InlineData(Chain, "A D", "A=run(selected) B=blocked(gap) C=blocked(gap) D=blocked(behind-blocked)")]
    [InlineData("C ?> D !> E, D > F", "C D F", "C=run(selected) D=run(selected) E=skip(not-needed) F=run(selected)")]
    public void Steps_run_are_reused_or_left_alone(string pipeline, string selected, string expected) =>
        Assert.Equal(expected, Text(Request(pipeline, selected, TestReference.Of(pipeline).Found)));

    [Fact]
    public void Without_a_reference_what_is_needed_blocks() =>
        Assert.Equal("A=skip(left-out) B=blocked(needs-reference) C=blocked(behind-blocked) D=skip(not-needed)", Text(Request(Chain, "C", new ReferenceLookup.None())));

    [Fact]
    public void What_the_reference_lacks_blocks_when_it_is_needed_and_is_left_out_when_it_is_not()
    {
        Assert.Equal(
            "A=reuse(in-reference) B=blocked(no-result) C=blocked(behind-blocked) D=skip(not-needed)",
            Text(Request(Chain, "C", (TestReference.Of(Chain) with { Without = "B" }).Found)));
        Assert.Equal(
            "A=skip(left-out) B=reuse(in-reference) C=run(selected) D=skip(not-needed)", Text(Request(Chain, "C", (TestReference.Of(Chain) with { Without = "A" }).Found)));
        Assert.Equal(
            "A=reuse(in-reference) B=blocked(not-in-reference) C=blocked(behind-blocked) D=skip(not-needed)",
            Text(Request(Chain, "C", TestReference.Of("A > C > D").Found)));
        Assert.Equal(
            "A=reuse(in-reference) B=blocked(type-changed) C=blocked(behind-blocked) D=skip(not-needed)",
            Text(Request(Chain, "C", TestReference.Of("A > B:Training > C > D").Found)));
    }

    [Fact]
    public void A_branch_whose_condition_is_known_beforehand_is_skipped_with_all_that_waits_for_it()
    {
        var request = Request("C ?> D !> E, D > F, E > G", "C D E F G", new ReferenceLookup.None());

        Assert.Equal(
            "C=run(selected) D=run(selected) E=skip(branch-not-taken) F=run(selected) G=skip(branch-not-taken)",
            Text(request with { Forced = [new ForcedCondition(new("C"), Outcome: true)] }));
    }

    [Fact]
    public void The_longest_way_through_what_runs_is_what_is_waited_for()
    {
        var request = Request("A > B > D, A > C > D", "A B C D", new ReferenceLookup.None());
        var seconds = new Dictionary<string, double> { ["A"] = 1, ["B"] = 10, ["C"] = 20, ["D"] = 3 };

        var report = PlanReport.Of(request, ExecutionPlanner.Plan(request), Facts with { Seconds = step => seconds[step.Value] });
        Assert.Equal((34.0, 24.0, 0.0), (report.SecondsToRun, report.SecondsOnPath, report.SecondsSaved));
    }

    [Fact]
    public void Every_code_is_a_word_in_kebab_case() =>
        Assert.All(Enum.GetValues<PlanReason>(), reason => Assert.Matches("^[a-z]+(-[a-z]+)*$", reason.Kebab()));

    [Fact]
    public void The_report_says_what_the_planner_decided_whatever_was_asked() =>
        Gen.Select(RandomPipeline.Drawings, Gen.Int[1, 511], Gen.Int[0, 511], Gen.Bool).Sample(
            (drawing, mask, without, outcome) =>
            {
                var definition = TestPipeline.Draw(drawing);
                string Names(int of) => string.Join(' ', definition.Steps.Where(step => (of >> step.Position & 1) == 1).Select(step => step.Name));
                var fails = string.Join(' ', definition.Steps.Where(step => step.Type.Name == "Fail").Select(step => step.Name));
                var reference = new TestReference(definition) { Outcome = outcome, Without = $"{Names(without & ~mask)} {fails}" };
                var request = Request(drawing, Names(mask), reference.Found);
                var answer = ExecutionPlanner.Plan(request);
                var report = PlanReport.Of(request, answer, Facts);

                Assert.Equal(request.Definition.Steps, report.Steps.Select(step => step.Step));
                Assert.All(report.Steps, step => Assert.NotEmpty(step.Because));
                if (answer is not PlanAnswer.Planned { Plan.Selective: { } scope })
                {
                    Assert.Contains(report.Steps, step => step.Verdict == StepVerdict.Blocked);
                    return;
                }

                // Steps that run are selected; a selected one does not run only when its branch is known not to be taken.
                var runs = report.Steps.Where(step => step.Verdict == StepVerdict.Run).Select(step => step.Step.Position).ToHashSet();
                Assert.Subset(scope.Selected.Positions().ToHashSet(), runs);
                Assert.All(scope.Selected.Positions().Except(runs), position => Assert.Equal(PlanReason.BranchNotTaken, report.Steps[position].Reason));
                Assert.Equal(
                    scope.Reused.SelectMany(source => source.Steps.Positions()).Order(),
                    report.Steps.Where(step => step.Verdict == StepVerdict.Reuse).Select(step => step.Step.Position));
                Assert.DoesNotContain(report.Steps, step => step.Verdict == StepVerdict.Blocked);
            },
            iter: 1_000);

    private static PlanRequest Request(string pipeline, string selected, ReferenceLookup reference) =>
        new(TestPipeline.Draw(pipeline), 1, [], TestPipeline.Names(selected), reference, ReferenceRule.NameAndType);

    private static string Text(PlanRequest request) => string.Join(
        ' ',
        PlanReport.Of(request, ExecutionPlanner.Plan(request), Facts).Steps.Select(step => $"{step.Step.Name}={step.Verdict.Kebab()}({step.Reason.Kebab()})"));
}
