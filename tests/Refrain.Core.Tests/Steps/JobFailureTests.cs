using Refrain.Core.Jobs;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

public sealed class JobFailureTests
{
    public static TheoryData<JobEnd, string> Ends => new()
    {
        { End(new JobOutcome.Exited(1)), "AlgorithmError: See job logs for more information, exit code: 1" },
        { End(new JobOutcome.Exited(137)) with { FailureText = "out of rows" }, "AlgorithmError: out of rows, exit code: 137" },
        { End(new JobOutcome.NotStarted("there is no program 'x'")), "ClientError: there is no program 'x'" },
        { End(new JobOutcome.Broken("'evaluation.json' is missing")), "AlgorithmError: 'evaluation.json' is missing" },
        { End(new JobOutcome.TimedOut(60)), "ClientError: The job ran longer than MaxRuntimeInSeconds=60 and was stopped" },
        { End(new JobOutcome.Lost("the machine restarted")), "InternalServerError: the machine restarted" },
        { End(new JobOutcome.Exited(1)) with { LogTail = "Traceback\nValueError: x" }, "AlgorithmError: See job logs for more information, exit code: 1\nLast lines of the log:\nTraceback\nValueError: x" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_failure_says_whose_fault_it_was_and_shows_the_end_of_the_log(JobEnd end, string reason)
    {
        Assert.Equal(reason, JobFailure.Reason(end, Limits.Default));
        Assert.Equal($"ClientError: {reason}", JobFailure.StepReason(reason));
    }

    [Fact]
    public void A_reason_is_never_longer_than_the_service_allows_and_keeps_the_end_of_the_log()
    {
        var end = End(new JobOutcome.Exited(1)) with { LogTail = new string('x', 2_000) + "the last words" };
        var reason = JobFailure.StepReason(JobFailure.Reason(end, Limits.Default));

        Assert.Equal(1_024, reason.Length);
        Assert.EndsWith("the last words", reason, StringComparison.Ordinal);
        Assert.StartsWith("ClientError: AlgorithmError: See job logs", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_failure_text_leaves_no_room_for_the_log()
    {
        var end = End(new JobOutcome.Exited(1)) with { FailureText = new string('f', 1_024), LogTail = "tail" };
        var reason = JobFailure.StepReason(JobFailure.Reason(end, Limits.Default));

        Assert.Equal(1_024, reason.Length);
        Assert.DoesNotContain("tail", reason, StringComparison.Ordinal);
    }

    private static JobEnd End(JobOutcome outcome) => new() { Outcome = outcome, EndedAt = ClassicRun.Created };
}
