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

    [Fact]
    public void A_job_that_is_stopped_alone_is_asked_to_end_and_its_step_fails_whatever_its_policies_say()
    {
        var state = State("A:Training > B");
        Decide(state, Prepared(0, 1), "StepLaunching");
        state.Apply(new ExecutionEvent.StepStopping(Start, new StepName("A"), 1));
        Assert.Equal((StepStatus.Stopping, [new StepWork.Launch(0, 1)]), (state.Report(0).Status, Pending(state)));
        Decide(state, new Observation.Launched(0, 1, "handle", "none: test"), "StepStarted");
        Assert.Equal([new StepWork.Watch(0, 1), new StepWork.Stop(0, 1)], Pending(state));
        Assert.Equal((ExecutionStatus.Executing, StepStatus.Stopping), (state.Status, state.Report(0).Status));

        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Stopped()), []), "StepFailed");

        Assert.Equal("Stopped", state[0].Result?.Properties.Parse().Text("TrainingJobStatus"));
        Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void A_job_that_is_lost_while_it_is_stopped_is_not_tried_again()
    {
        var state = State("A:Training");
        Decide(state, Prepared(0, 1), "StepLaunching");
        state.Apply(new ExecutionEvent.StepStopping(Start, new StepName("A"), 1));

        Decide(state, new Observation.LaunchFaulted(0, 1, StepFault.Service, "no disk"), "StepFailed");
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
    public void A_lost_job_is_followed_by_another_attempt_while_the_policy_of_its_step_lasts()
    {
        var state = State("A:Training", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"IntervalSeconds":0,"MaxAttempts":1}]""");
        Run(state, 0, 1, new JobOutcome.Lost("gone"), "StepBackedOff");

        Assert.Equal((StepStatus.Executing, 0), (state.Report(0).Status, state.Report(0).Retries));
        Run(state, 0, 2, new JobOutcome.Lost("gone"), "StepFailed");
        Assert.Equal((StepStatus.Failed, 1, "ClientError: InternalServerError: gone"), (state.Report(0).Status, state.Report(0).Retries, state.Report(0).FailureReason));
    }

    [Fact]
    public void What_ends_a_lost_attempt_is_recorded_with_its_exception_and_what_its_job_left()
    {
        var state = State("A:Training", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"IntervalSeconds":30}]""");
        Decide(state, Prepared(0, 1), "StepLaunching");
        Decide(state, new Observation.Launched(0, 1, "h", "i"), "StepStarted");

        var backedOff = Assert.IsType<ExecutionEvent.StepBackedOff>(Assert.Single(ExecutionDecider.Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Lost("gone")), []), Start)));
        Assert.Equal((2, Start.AddSeconds(30), "SageMaker.JOB_INTERNAL_ERROR"), (backedOff.NextAttempt, backedOff.Until, backedOff.Exception));
        Assert.Equal("Failed", backedOff.Partial?.Properties.Parse().Text("TrainingJobStatus"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(137)]
    public void A_program_that_fails_is_not_tried_again_whatever_the_policies_say(int code)
    {
        var state = State("A", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR","Step.SERVICE_FAULT","SageMaker.CAPACITY_ERROR"]}]""");

        Run(state, 0, 1, new JobOutcome.Exited(code), "StepFailed");
    }

    [Theory]
    [InlineData(StepFault.Service, "InternalServerError: the disk is gone")]
    [InlineData(StepFault.Throttling, "ThrottlingException: the disk is gone")]
    public void A_step_that_cannot_be_prepared_is_tried_again_five_times_and_then_fails_with_the_fault(StepFault fault, string reason)
    {
        var state = State("A");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Decide(state, new Observation.Faulted(0, attempt, fault, "the disk is gone"), "StepBackedOff");
            Assert.Equal((StepStatus.Executing, attempt - 1, null), (state.Report(0).Status, state.Report(0).Retries, state.Report(0).JobName));
        }

        Decide(state, new Observation.Faulted(0, 6, fault, "the disk is gone"), "StepFailed");
        Assert.Equal((StepStatus.Failed, 5, reason), (state.Report(0).Status, state.Report(0).Retries, state.Report(0).FailureReason));
    }

    [Theory]
    [InlineData(StepFault.Capacity)]
    [InlineData(StepFault.ResourceLimit)]
    public void A_fault_that_only_a_policy_answers_to_fails_a_step_without_one(StepFault fault) =>
        Decide(State("A"), new Observation.Faulted(0, 1, fault, "all are taken"), "StepFailed");

    [Fact]
    public void A_launch_that_is_given_up_ends_the_job_that_was_recorded()
    {
        var state = State("A:Training");
        Decide(state, Prepared(0, 1), "StepLaunching");

        var backedOff = Assert.IsType<ExecutionEvent.StepBackedOff>(Assert.Single(ExecutionDecider.Decide(state, new Observation.LaunchFaulted(0, 1, StepFault.Service, "no blob"), Start)));
        Assert.Equal(("InternalServerError: no blob", "Failed"), (backedOff.Reason, backedOff.Partial?.Properties.Parse().Text("TrainingJobStatus")));
    }

    [Fact]
    public void A_fault_of_preparing_says_nothing_of_a_launch_that_another_process_recorded_meanwhile()
    {
        var state = State("A:Training");
        Decide(state, Prepared(0, 1), "StepLaunching");

        Assert.Empty(ExecutionDecider.Decide(state, new Observation.Faulted(0, 1, StepFault.Service, "no blob"), Start));
    }

    [Fact]
    public void A_launch_that_is_given_up_while_its_execution_stops_is_a_stopped_step()
    {
        var state = State("A:Training");
        Decide(state, Prepared(0, 1), "StepLaunching");
        state.Apply(new ExecutionEvent.ExecutionStopping(Start));

        Decide(state, new Observation.LaunchFaulted(0, 1, StepFault.Service, "no blob"), "StepStopped");
        Assert.Equal("Stopped", state[0].Result?.Properties.Parse().Text("TrainingJobStatus"));
        Assert.IsType<ExecutionEvent.ExecutionStopped>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void After_a_failure_elsewhere_no_further_attempt_starts()
    {
        var state = State("A, B, C", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"]}]""");
        foreach (var position in (int[])[0, 1, 2])
        {
            Decide(state, Prepared(position, 1), "StepLaunching");
            Decide(state, new Observation.Launched(position, 1, "h", "i"), "StepStarted");
        }

        Decide(state, new Observation.Ended(0, 1, End(new JobOutcome.Lost("gone")), []), "StepBackedOff");
        Decide(state, new Observation.Ended(1, 1, End(new JobOutcome.Exited(1)), []), "StepFailed");
        Decide(state, new Observation.Ended(2, 1, End(new JobOutcome.Lost("gone")), []), "StepFailed");
        Assert.Equal([new StepWork.Wake(0, 2, Start)], Pending(state));
        Decide(state, new Observation.Woken(0, 2), "StepStopped");
        Assert.IsType<ExecutionEvent.ExecutionFailed>(ExecutionDecider.Conclude(state, Start));
    }

    [Fact]
    public void A_retried_execution_begins_its_failed_and_stopped_steps_again_and_keeps_the_rest()
    {
        var state = State("Good > Bad > Behind, Good > Late");
        var (good, bad, late) = (Position(state, "Good"), Position(state, "Bad"), Position(state, "Late"));
        Run(state, good, 1, new JobOutcome.Exited(0), "StepSucceeded");
        Run(state, bad, 1, new JobOutcome.Exited(1), "StepFailed");
        state.Apply(ExecutionDecider.Conclude(state, Start)!); // nothing runs
        var before = state.Report(bad);

        state.Apply(new ExecutionEvent.ExecutionRetried(Start.AddMinutes(5)));
        Assert.Equal((ExecutionStatus.Executing, null, false), (state.Status, state.FailureReason, state.HasFailedStep));
        Assert.Equal(before, state.Report(bad));
        Assert.Equal(new StepWork[] { new StepWork.Begin(bad, 2), new StepWork.Begin(late, 1) }.OrderBy(work => work.Position), Pending(state));
        Assert.Equal(0, state.TakeChangedReports().Count(report => report.Length == state.Length));
        foreach (var happened in ExecutionDecider.Decide(state, Prepared(bad, 2), Start.AddMinutes(6)))
        {
            state.Apply(happened);
        }

        var report = state.Report(bad);
        Assert.Equal((StepStatus.Starting, Start.AddMinutes(6), null, 0, null), (report.Status, report.StartedAt, report.EndedAt, report.Retries, report.FailureReason));
        Assert.Equal(($"job-{bad}-2", 2), (report.JobName, report.LatestAttempt));
    }

    [Fact]
    public void Retries_of_a_step_are_counted_anew_when_its_execution_is_retried()
    {
        var state = State("A", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"IntervalSeconds":0,"MaxAttempts":1}]""");
        Run(state, 0, 1, new JobOutcome.Lost("gone"), "StepBackedOff");
        Run(state, 0, 2, new JobOutcome.Lost("gone"), "StepFailed");
        state.Apply(ExecutionDecider.Conclude(state, Start)!); // nothing runs
        state.Apply(new ExecutionEvent.ExecutionRetried(Start));

        Run(state, 0, 3, new JobOutcome.Lost("gone"), "StepBackedOff");
        Run(state, 0, 4, new JobOutcome.Exited(0), "StepSucceeded");
        Assert.Equal(1, state.Report(0).Retries);
    }

    [Fact]
    public void What_a_Fail_step_ended_or_what_has_not_failed_is_not_retried()
    {
        var (failed, running) = (State("F:Fail"), State("A"));
        Decide(failed, new Observation.FailReached(0, 1, "x"), "StepFailed");
        failed.Apply(ExecutionDecider.Conclude(failed, Start)!); // nothing runs

        Assert.False(failed.MayBeRetried || running.MayBeRetried);
        Assert.Throws<IllegalTransitionException>(() => failed.Apply(new ExecutionEvent.ExecutionRetried(Start)));
        Assert.Throws<IllegalTransitionException>(() => running.Apply(new ExecutionEvent.ExecutionRetried(Start)));
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

    private static ExecutionState State(string pipeline, string? policies = null) => new(TestPipeline.Draw(pipeline, policies), Started(), Scope);

    private static void Run(ExecutionState state, int position, int attempt, JobOutcome outcome, string expected)
    {
        Decide(state, Prepared(position, attempt), "StepLaunching");
        Decide(state, new Observation.Launched(position, attempt, "handle", "isolation"), "StepStarted");
        Decide(state, new Observation.Ended(position, attempt, End(outcome), []), expected);
    }

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
