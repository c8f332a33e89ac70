using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Executions;

public sealed class RetryScheduleTests
{
    private const string Lost = RetriedExceptions.JobInternalError;

    public static TheoryData<JobOutcome, string?> Ends { get; } = new()
    {
        { new JobOutcome.Lost("the machine is gone"), "SageMaker.JOB_INTERNAL_ERROR" },
        { new JobOutcome.Exited(1), null },
        { new JobOutcome.Exited(137), null },
        { new JobOutcome.TimedOut(60), null },
        { new JobOutcome.Broken("no output"), null },
        { new JobOutcome.NotStarted("no program"), null },
        { new JobOutcome.Stopped(), null },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Only_the_end_of_a_job_that_its_program_is_not_to_blame_for_raises_an_exception(JobOutcome outcome, string? exception) =>
        Assert.Equal(exception, RetrySchedule.Raised(outcome));

    [Theory]
    [InlineData(StepFault.Service, "Step.SERVICE_FAULT")]
    [InlineData(StepFault.Throttling, "Step.THROTTLING")]
    [InlineData(StepFault.Capacity, "SageMaker.CAPACITY_ERROR")]
    [InlineData(StepFault.ResourceLimit, "SageMaker.RESOURCE_LIMIT")]
    public void A_fault_raises_the_exception_of_its_kind(StepFault fault, string exception) => Assert.Equal(exception, RetrySchedule.Raised(fault));

    [Fact]
    public void Without_a_policy_a_lost_job_is_not_retried() => Assert.Equal([], Waits("Processing", null, Lost));

    [Theory]
    [InlineData("Processing", RetriedExceptions.ServiceFault)]
    [InlineData("Training", RetriedExceptions.Throttling)]
    [InlineData("Model", RetriedExceptions.ServiceFault)]
    [InlineData("RegisterModel", RetriedExceptions.Throttling)]
    [InlineData("Fail", RetriedExceptions.ServiceFault)]
    public void Without_a_policy_faults_of_the_service_are_retried_five_times_from_one_second_on(string type, string exception) =>
        Assert.Equal([1, 2, 4, 8, 16], Waits(type, null, exception));

    [Fact]
    public void A_policy_for_a_fault_of_the_service_stands_in_place_of_the_default() =>
        Assert.Equal([7], Waits("Processing", """[{"ExceptionType":["Step.SERVICE_FAULT"],"IntervalSeconds":7,"MaxAttempts":1}]""", RetriedExceptions.ServiceFault));

    [Fact]
    public void A_policy_for_another_exception_leaves_the_default() =>
        Assert.Equal([1, 2, 4, 8, 16], Waits("Processing", """[{"ExceptionType":["Step.THROTTLING"],"MaxAttempts":0}]""", RetriedExceptions.ServiceFault));

    [Theory]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"]}""", new double[] { 1, 2, 4, 8, 16 })]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":0}""", new double[0])]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":3,"IntervalSeconds":30,"BackoffRate":1}""", new double[] { 30, 30, 30 })]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":3,"IntervalSeconds":10,"BackoffRate":1.5}""", new double[] { 10, 15, 22.5 })]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":3,"IntervalSeconds":10,"BackoffRate":0}""", new double[] { 10, 0, 0 })]
    [InlineData("""{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":2,"IntervalSeconds":43200,"BackoffRate":1e300}""", new double[] { 43_200, 864_000 })]
    public void The_nth_retry_waits_the_interval_times_the_rate_to_the_power_of_n_less_one(string policy, double[] waits) =>
        Assert.Equal(waits, Waits("Training", $"[{policy}]", Lost));

    [Theory]
    [InlineData(0, new double[0])]
    [InlineData(1, new double[] { 25, 25 })]
    [InlineData(2, new double[] { 25, 25, 25, 25 })]
    public void A_policy_that_expires_retries_while_the_retry_begins_in_time(int minutes, double[] waits) =>
        Assert.Equal(waits, Waits("Training", $$"""[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"IntervalSeconds":25,"BackoffRate":1,"ExpireAfterMin":{{minutes}}}]""", Lost));

    [Fact]
    public void The_span_of_a_policy_counts_from_the_start_of_the_step_and_not_from_its_failure()
    {
        var step = Step("Training", """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"IntervalSeconds":30,"ExpireAfterMin":2}]""");

        Assert.Equal(Start.AddSeconds(120), RetrySchedule.Next(step, Lost, [], Start, Start.AddSeconds(90)));
        Assert.Null(RetrySchedule.Next(step, Lost, [], Start, Start.AddSeconds(91)));
    }

    [Fact]
    public void The_first_policy_that_names_the_exception_counts_and_each_counts_its_own_retries()
    {
        var step = Step("Processing", """
            [{"ExceptionType":["SageMaker.CAPACITY_ERROR"],"IntervalSeconds":100,"MaxAttempts":1},
             {"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR","SageMaker.CAPACITY_ERROR"],"IntervalSeconds":5,"BackoffRate":3,"MaxAttempts":2}]
            """);

        Assert.Equal(Start.AddSeconds(100), RetrySchedule.Next(step, RetriedExceptions.CapacityError, [Lost, Lost], Start, Start));
        Assert.Null(RetrySchedule.Next(step, RetriedExceptions.CapacityError, [RetriedExceptions.CapacityError], Start, Start));
        Assert.Equal(Start.AddSeconds(15), RetrySchedule.Next(step, Lost, [RetriedExceptions.CapacityError, Lost], Start, Start));
        Assert.Null(RetrySchedule.Next(step, Lost, [Lost, Lost], Start, Start));
    }

    [Fact]
    public void The_two_faults_of_the_service_share_the_retries_of_the_default() =>
        Assert.Null(RetrySchedule.Next(
            Step("Processing", null),
            RetriedExceptions.Throttling,
            [RetriedExceptions.ServiceFault, RetriedExceptions.ServiceFault, RetriedExceptions.Throttling, RetriedExceptions.ServiceFault, RetriedExceptions.Throttling],
            Start,
            Start));

    [Theory]
    [InlineData("Tuning")]
    [InlineData("AutoML")]
    public void A_lost_job_of_a_tuning_is_not_retried_whatever_its_policy_says(string type)
    {
        const string Policy = """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR","SageMaker.CAPACITY_ERROR"],"MaxAttempts":2,"BackoffRate":1}]""";

        Assert.Equal([], Waits(type, Policy, Lost));
        Assert.Equal([1, 1], Waits(type, Policy, RetriedExceptions.CapacityError));
    }

    /// <summary>The waits of a step whose every attempt ends with the same exception as soon as it begins.</summary>
    private static List<double> Waits(string type, string? policies, string exception)
    {
        var (step, waits, spent, now) = (Step(type, policies), new List<double>(), new List<string>(), Start);
        while (RetrySchedule.Next(step, exception, spent.ToValueList(), Start, now) is { } until)
        {
            waits.Add((until - now).TotalSeconds);
            spent.Add(exception);
            now = until;
        }

        return waits;
    }

    private static StepDefinition Step(string type, string? policies) => TestPipeline.Draw($"A:{type}", policies).Steps[0];
}
