using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps.Condition;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Executions;

public sealed class StepReasonTests
{
    private const string Drawing = "A > C, C ?> D !> E, D > F";

    [Theory]
    [InlineData("A", "full-run: A full run runs every step that its conditions lead to.")]
    [InlineData("C", "full-run: A full run runs every step that its conditions lead to.")]
    [InlineData("D", "branch-not-taken: It stands in the if branch of C, which came out False.")]
    [InlineData("F", "behind-skipped: It waits for D, which was skipped.")]
    [InlineData("E", "waiting: It is about to begin, or waits for its turn.")]
    public void A_full_run_goes_where_its_conditions_lead(string step, string expected) =>
        Assert.Equal(expected, Why(step, Started(), Launching("A", 1), StepStarted("A", 1), Succeeded("A", 1), Outcome("C", false)));

    [Theory]
    [InlineData("C", "waiting: It waits for A.")]
    [InlineData("E", "waiting: It waits for C.")]
    public void What_has_not_begun_waits(string step, string expected) => Assert.Equal(expected, Why(step, Started(), Launching("A", 1)));

    [Fact]
    public void After_a_failure_what_waits_for_it_says_so_and_what_does_not_as_well()
    {
        Assert.Equal("not-reached: It waits for A, which failed.", Why("C", Started(), Failed("A", 1)));
        Assert.Equal("not-reached: A failed before it came to the step, and after a failure nothing new starts.", Why("E", Started(), Failed("A", 1)));
    }

    [Fact]
    public void After_a_stop_what_had_not_begun_says_so() =>
        Assert.Equal("not-reached: The execution was stopped before it came to the step.", Why("C", Started(), Launching("A", 1), new ExecutionEvent.ExecutionStopping(Start)));

    [Fact]
    public void What_the_cache_had_names_who_ran_it() =>
        Assert.Equal("cache-hit: It did not run: the cache had a run with the same key, of execution sourcesource.", Why("A", Started(), CacheHit("A", Identity)));

    [Theory]
    [InlineData("A", "reused: It is not selected, and selected steps build on its result.")]
    [InlineData("C", "selected: It is selected.")]
    [InlineData("F", "out-of-scope: It is not selected, and nothing that is selected builds on it.")]
    public void A_selective_run_tells_what_was_chosen(string step, string expected) =>
        Assert.Equal(expected, Why(step, Started(new SelectiveScope(Source, StepRanges.Of([1]), [new ReuseSource(Source, 9, StepRanges.Of([0]))])), Outcome("C", true)));

    private static ExecutionEvent.StepSucceeded Outcome(string step, bool outcome) => new(Start, new StepName(step), 1, ConditionStepType.Result(outcome));

    private static string Why(string step, ExecutionEvent.ExecutionStarted started, params ExecutionEvent[] events)
    {
        var definition = TestPipeline.Draw(Drawing);
        var state = new ExecutionState(definition, started, Scope);
        foreach (var happened in events)
        {
            state.Apply(happened);
        }

        var reason = StepReason.Of(state, definition[new StepName(step)].Position);
        return $"{reason.Code}: {reason.Text}";
    }
}
