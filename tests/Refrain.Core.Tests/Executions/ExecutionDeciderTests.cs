using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps.Condition;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Executions;

public sealed class ExecutionDeciderTests
{
    private static readonly IReadOnlySet<int> Nothing = new HashSet<int>();

    [Fact]
    public void A_step_that_is_prepared_launches_starts_and_ends()
    {
        var state = State("A:Training > B");

        Decide(state, Prepared(0, 1), "StepLaunching");
        Assert.Equal([new StepWork.Launch(0, 1)], Pending(state));
        Assert.Equal(StepStatus.Starting, state.Report(0).Status);
        Decide(state, new Observation.Launched(0, 1, "handle", "none: test"), "StepStarted");
        Assert.Equal([new StepWork.Watch(0, 1)], Pending(state));
        Assert.Equal((StepStatus.Executing, "none: test"), (state.Report(0).Status, state.Report(0).Isolation));
        Assert.Equal("""{"TrainingJob":{"Arn":"arn:aws:sagemaker:eu-central-1:123456789012:training-job/job-0-1"}}""", state.Report(0).Metadata?.Text);
        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Exited(0)), []), "StepSucceeded");
        Assert.Equal([new StepWork.Begin(1, 1)], Pending(state));
        Assert.Equal((StepStatus.Succeeded, 0, "job-0-1"), (state.Report(0).Status, state.Report(0).Retries, state.Report(0).JobName));
        Assert.Equal("s3://b/models/job-0-1/output/model.tar.gz", state.Report(0).Result?.Properties.Parse().Member("ModelArtifacts")?.Text("S3ModelArtifacts"));
    }

    [Theory]
    [InlineData("?>", true)]
    [InlineData("!>", false)]
    public void A_condition_opens_one_branch_and_closes_the_other(string taken, bool outcome)
    {
        var other = taken == "?>" ? "!>" : "?>";
        var state = State($"C {taken} T {other} N > M, T > X, N ~> Y, Z > Y");

        Decide(state, new Observation.Done(Position(state, "C"), 1, ConditionStepType.Result(outcome)), "StepSucceeded");

        Assert.Equal("T Z", Names(state, Pending(state).OfType<StepWork.Begin>().Select(work => work.Position)));
        Assert.Equal("M N Y", Names(state, state.Definition.Steps.Select(step => step.Position).Where(position => state[position].State is StepState.Skipped)));
    }

    [Fact]
    public void A_step_of_each_branch_among_the_dependencies_means_never()
    {
        var state = State("C ?> D !> E, D > X, E > X");

        Decide(state, new Observation.Done(0, 1, ConditionStepType.Result(true)), "StepSucceeded");
        Decide(state, Prepared(1, 1), "StepLaunching");
        Decide(state, new Observation.Launched(1, 1, "h", "i"), "StepStarted");
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Exited(0)), []), "StepSucceeded");

        Assert.Equal([], Pending(state));
        Assert.IsType<ExecutionEvent.ExecutionSucceeded>(ExecutionDecider.Conclude(state, Start));
    }

    [Theory]
    [InlineData("message", "message")]
    [InlineData("", null)]
    public void A_Fail_step_fails_with_its_message_and_an_empty_one_is_absent(string message, string? reason)
    {
        var state = State("F:Fail");

        Decide(state, new Observation.FailReached(0, 1, message), "StepFailed");

        var report = state.Report(0);
        Assert.Equal((StepStatus.Failed, reason, $$$"""{"Fail":{"ErrorMessage":"{{{message}}}"}}"""), (report.Status, report.FailureReason, report.Metadata?.Text));
        Assert.Equal("Step failure: One or multiple steps failed.", Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start)).Reason);
    }

    [Fact]
    public void After_a_failure_running_steps_finish_and_none_starts()
    {
        var state = Running("A, B, X");

        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Exited(1)), []), "StepFailed");
        Assert.Equal((ExecutionStatus.Executing, null), (state.Status, ExecutionDecider.Conclude(state, Start)));
        Assert.Equal([new StepWork.Watch(1, 1)], Pending(state));
        Decide(state, Prepared(2, 1));
        Decide(state, new Observation.Impossible(2, 1, "too late"));
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Exited(0)), []), "StepSucceeded");
        Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void After_a_stop_running_steps_are_asked_to_end_and_none_starts()
    {
        var state = Running("A, B > C, X");

        state.Apply(new ExecutionEvent.ExecutionStopping(Start));
        Assert.Equal([new StepWork.Watch(0, 1), new StepWork.Stop(0, 1), new StepWork.Watch(1, 1), new StepWork.Stop(1, 1)], Pending(state));
        Assert.Equal(StepStatus.Stopping, state.Report(0).Status);
        Decide(state, Prepared(3, 1));
        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Stopped()), []), "StepStopped");
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Exited(0)), []), "StepSucceeded");
        Assert.Equal([], Pending(state));
        Assert.IsType<ExecutionEvent.ExecutionStopped>(ExecutionDecider.Conclude(state, Start));
        Assert.Equal(StepStatus.Stopped, state.Report(0).Status);
    }

    [Fact]
    public void A_job_that_was_stopped_though_nobody_asked_is_a_failed_step()
    {
        var state = Running("A, B");

        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Stopped()), []), "StepFailed");
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Exited(0)), []), "StepSucceeded");

        Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void A_stop_during_a_failure_ends_as_failed()
    {
        var state = Running("A, B");

        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Exited(1)), []), "StepFailed");
        state.Apply(new ExecutionEvent.ExecutionStopping(Start));
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Stopped()), []), "StepStopped");

        Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void What_is_launching_when_the_stop_comes_is_first_found_then_stopped()
    {
        var state = State("A");
        Decide(state, Prepared(0, 1), "StepLaunching");
        state.Apply(new ExecutionEvent.ExecutionStopping(Start));

        Assert.Equal([new StepWork.Launch(0, 1)], Pending(state));
        Assert.Equal(StepStatus.Stopping, state.Report(0).Status);
        Decide(state, new Observation.Launched(0, 1, "h", "i"), "StepStarted");
        Assert.Equal([new StepWork.Watch(0, 1), new StepWork.Stop(0, 1)], Pending(state));
    }

    [Fact]
    public void What_was_made_is_recorded_even_when_a_stop_came_meanwhile()
    {
        var state = State("M:Model > B");
        state.Apply(new ExecutionEvent.ExecutionStopping(Start));

        Decide(state, new Observation.Done(0, 1, Result), "StepSucceeded");

        Assert.Equal([], Pending(state));
    }

    [Fact]
    public void A_step_between_two_attempts_wakes_begins_again_and_is_stopped_with_its_execution()
    {
        var state = Running("A");
        state.Apply(BackedOff("A", 2));

        Assert.Equal([new StepWork.Wake(0, 2, Start.AddSeconds(30))], Pending(state));
        Assert.Equal(StepStatus.Executing, state.Report(0).Status);
        Assert.Null(ExecutionDecider.Conclude(state, Start));
        Assert.Equal([new StepWork.Begin(0, 2)], state.PendingWork(Start.AddSeconds(30), null, Nothing));
        Assert.Equal([], state.PendingWork(Start.AddSeconds(30), null, new HashSet<int> { 0 }));
        Decide(state, new Observation.Woken(0, 2));
        Decide(state, Prepared(0, 1)); // of the attempt before
        state.Apply(new ExecutionEvent.ExecutionStopping(Start));
        Assert.Equal([new StepWork.Wake(0, 2, Start)], Pending(state));
        Decide(state, new Observation.Woken(0, 2), "StepStopped");
        Assert.IsType<ExecutionEvent.ExecutionStopped>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void The_second_attempt_shows_one_retry_and_its_own_job()
    {
        var state = Running("A");
        state.Apply(BackedOff("A", 2));
        Decide(state, Prepared(0, 2), "StepLaunching");

        var report = state.Report(0);
        Assert.Equal((StepStatus.Starting, 1, "job-0-2", null), (report.Status, report.Retries, report.JobName, report.Isolation));
    }

    [Fact]
    public void What_comes_too_late_decides_nothing()
    {
        var state = Running("A, B");

        Decide(state, Prepared(0, 1));
        Decide(state, new Observation.Launched(0, 1, "again", "i"));
        Decide(state, new Observation.Ended(0, 2, End(new JobOutcome.Exited(1)), []));
        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Exited(1)), []), "StepFailed");
        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Exited(0)), []));
    }

    [Fact]
    public void Nothing_follows_the_end_of_an_execution()
    {
        var state = State("F:Fail, M:Model");
        Decide(state, new Observation.FailReached(0, 1, "x"), "StepFailed");
        state.Apply(ExecutionDecider.Conclude(state, Start)!);

        Assert.Null(ExecutionDecider.Conclude(state, Start));
        Decide(state, new Observation.Done(1, 1, Result));
        Assert.Throws<IllegalTransitionException>(() => state.Apply(new ExecutionEvent.ExecutionStopping(Start)));
        Assert.Throws<IllegalTransitionException>(() => state.Apply(Succeeded("M", 1)));
    }

    [Theory]
    [InlineData(null, "A B C")]
    [InlineData(0, "")]
    [InlineData(1, "A")]
    [InlineData(2, "A B")]
    public void Ready_steps_begin_in_the_order_of_the_definition_while_there_are_slots(int? slots, string begun) =>
        Assert.Equal(begun, Names(State("A, B, C > D"), State("A, B, C > D").PendingWork(Start, slots, Nothing).Select(work => work.Position)));

    [Fact]
    public void What_runs_or_is_being_begun_takes_a_slot()
    {
        var state = State("A, B, C, D");
        Decide(state, Prepared(0, 1), "StepLaunching");

        Assert.Equal([new StepWork.Launch(0, 1), new StepWork.Begin(2, 1)], state.PendingWork(Start, 3, new HashSet<int> { 1 }));
        Assert.Equal([new StepWork.Launch(0, 1)], state.PendingWork(Start, 2, new HashSet<int> { 1 }));
    }

    private static ExecutionState State(string pipeline) => new(TestPipeline.Draw(pipeline), Started(), Scope);

    // The first two steps have running jobs (the only one, when there is one).
    private static ExecutionState Running(string pipeline)
    {
        var state = State(pipeline);
        foreach (var position in Enumerable.Range(0, Math.Min(2, state.Definition.Steps.Count)))
        {
            Decide(state, Prepared(position, 1), "StepLaunching");
            Decide(state, new Observation.Launched(position, 1, "handle", "isolation"), "StepStarted");
        }

        return state;
    }

    private static void Decide(ExecutionState state, Observation noticed, params string[] expected)
    {
        var events = ExecutionDecider.Decide(state, noticed, Start);
        Assert.Equal(expected, events.Select(happened => happened.GetType().Name));
        foreach (var happened in events)
        {
            state.Apply(happened);
        }
    }

    private static ValueList<StepWork> Pending(ExecutionState state) => state.PendingWork(Start, null, Nothing).ToValueList();

    private static int Position(ExecutionState state, string step) => state.Definition[new StepName(step)].Position;

    private static string Names(ExecutionState state, IEnumerable<int> positions) =>
        string.Join(' ', positions.Select(position => state.Definition.Steps[position].Name.Value).Order(StringComparer.Ordinal));
}
