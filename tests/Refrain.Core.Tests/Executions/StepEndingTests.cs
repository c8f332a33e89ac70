using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Tests.Executions;

public sealed class StepEndingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Training", StepStatus.Succeeded, StepEnding.Succeeded)]
    [InlineData("Training", StepStatus.Failed, StepEnding.Failed)]
    [InlineData("Training", StepStatus.Stopped, StepEnding.Stopped)]
    [InlineData("Condition", StepStatus.Failed, StepEnding.Failed)]
    public void A_run_ends_as_its_status_says(string type, StepStatus status, StepEnding ending) => Assert.Equal(ending, StepEndings.Of(Report(type, status) with { JobName = "job" }));

    [Theory]
    [InlineData(true, StepEnding.True)]
    [InlineData(false, StepEnding.False)]
    public void A_condition_ends_as_it_chose(bool outcome, StepEnding ending) =>
        Assert.Equal(ending, StepEndings.Of(Report("Condition", StepStatus.Succeeded) with { Result = ConditionStepType.Result(outcome) }));

    [Theory]
    [InlineData(StepStatus.Starting)]
    [InlineData(StepStatus.Executing)]
    [InlineData(StepStatus.Stopping)]
    public void What_still_runs_has_not_ended(StepStatus status) => Assert.Null(StepEndings.Of(Report("Training", status) with { EndedAt = null, JobName = "job" }));

    [Fact]
    public void A_step_that_the_cache_had_did_not_run()
    {
        var found = new CacheHit(PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/P/execution/earlier00000"), Noon, Noon);

        Assert.Null(StepEndings.Of(Report("Training", StepStatus.Succeeded) with { CacheHit = found }));
    }

    [Fact]
    public void A_step_that_failed_before_it_had_a_job_was_tried() => Assert.Equal(StepEnding.Failed, StepEndings.Of(Report("Training", StepStatus.Failed)));

    private static StepReport Report(string type, StepStatus status) =>
        new() { Step = new StepName("S"), Position = 0, Type = type, Status = status, StartedAt = Noon, EndedAt = Noon.AddSeconds(5), Length = 3 };
}
