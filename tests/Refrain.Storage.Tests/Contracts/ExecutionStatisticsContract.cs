using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps.Condition;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class ExecutionStatisticsContract : StoreContract
{
    [Fact]
    public async Task A_pipeline_without_executions_has_run_nothing()
    {
        var pipeline = await PipelineAsync();

        Assert.Equal(new PipelineRuns(0, []), await Stores.Statistics.RunsAsync(pipeline.Id, Cancel));
        Assert.Equal(new PipelineRuns(0, []), await Stores.Statistics.RunsAsync(pipeline.Id + 7, Cancel));
        Assert.Empty(await DurationsAsync(pipeline, 10, "A"));
    }

    [Fact]
    public async Task Durations_are_those_of_the_latest_successful_runs_newest_first()
    {
        var pipeline = await PipelineAsync();
        for (var run = 1; run <= 5; run++)
        {
            await RunAsync(pipeline, $"x{run}", Ran("A", run * 100, seconds: run), Ran("B", run, seconds: 10 * run));
        }

        await RunAsync(pipeline, "bad", Ran("A", 900, seconds: 99, StepStatus.Failed), Ran("B", 900, seconds: 99, StepStatus.Stopped), Ran("C", 900, seconds: 99, StepStatus.Failed));

        Assert.Equal("A 5 4 3", string.Join(", ", await DurationsAsync(pipeline, 3, "A")));
        Assert.Equal("B 50 40 30 20 10, A 5 4 3 2 1", string.Join(", ", await DurationsAsync(pipeline, 10, "B", "A", "C", "gone", "B")));
    }

    [Fact]
    public async Task Of_runs_that_started_together_that_of_the_later_execution_is_the_latest()
    {
        var pipeline = await PipelineAsync();
        await RunAsync(pipeline, "z", Ran("A", 5, seconds: 1));
        await RunAsync(pipeline, "a", Ran("A", 5, seconds: 2));

        Assert.Equal(["A 2"], await DurationsAsync(pipeline, 1, "A"));
        Assert.Equal("a", (await Stores.Statistics.RunsAsync(pipeline.Id, Cancel)).Runs.Single().LastExecution.ExecutionId);
    }

    [Fact]
    public async Task A_condition_has_a_duration_whatever_it_chose()
    {
        var pipeline = await PipelineAsync();
        await RunAsync(pipeline, "x1", Decided("C", 10, outcome: true));
        await RunAsync(pipeline, "x2", Decided("C", 20, outcome: false));

        Assert.Equal(["C 1 1"], await DurationsAsync(pipeline, 10, "C"));
    }

    [Fact]
    public async Task Runs_are_counted_by_step_and_ending_with_the_first_and_the_last()
    {
        var pipeline = await PipelineAsync();
        await RunAsync(pipeline, "x1", Ran("A", 10, seconds: 1), Decided("C", 12, outcome: true));
        await RunAsync(pipeline, "x2", Ran("A", 20, seconds: 1), Decided("C", 22, outcome: false));
        await RunAsync(pipeline, "x3", Ran("A", 30, seconds: 1, StepStatus.Failed));
        await RunAsync(pipeline, "x4", Ran("A", 15, seconds: 1), Decided("C", 40, outcome: true));

        var runs = await Stores.Statistics.RunsAsync(pipeline.Id, Cancel);

        Assert.Equal(4, runs.Executions);
        Assert.Equal(
            [
                new StepRuns(new StepName("A"), StepEnding.Succeeded, 3, Sample.At(10), Sample.At(20), Arn(pipeline, "x2")),
                new StepRuns(new StepName("A"), StepEnding.Failed, 1, Sample.At(30), Sample.At(30), Arn(pipeline, "x3")),
                new StepRuns(new StepName("C"), StepEnding.True, 2, Sample.At(12), Sample.At(40), Arn(pipeline, "x4")),
                new StepRuns(new StepName("C"), StepEnding.False, 1, Sample.At(22), Sample.At(22), Arn(pipeline, "x2")),
            ],
            runs.Runs);
    }

    [Fact]
    public async Task What_runs_still_or_did_not_really_run_is_not_counted()
    {
        var pipeline = await PipelineAsync();
        var found = Sample.Ended("Found", 1);
        await RunAsync(pipeline, "x1", Sample.Report("Running", 0), found);

        Assert.Equal(new PipelineRuns(1, []), await Stores.Statistics.RunsAsync(pipeline.Id, Cancel));
        Assert.Empty(await DurationsAsync(pipeline, 10, "Running", "Found"));
    }

    [Fact]
    public async Task A_step_that_is_run_again_in_its_execution_counts_once_as_it_ended_last()
    {
        var pipeline = await PipelineAsync();
        var arn = await RunAsync(pipeline, "x1", Ran("A", 10, seconds: 1, StepStatus.Failed));
        Assert.True(await Stores.Executions.AppendAsync(Sample.Append(arn, 2, Sample.Launching("A")) with { Reports = [Ran("A", 10, seconds: 7)] }, null, Cancel));

        Assert.Equal((StepEnding.Succeeded, 1), (await Stores.Statistics.RunsAsync(pipeline.Id, Cancel)).Runs.Select(runs => (runs.Ending, runs.Count)).Single());
        Assert.Equal(["A 7"], await DurationsAsync(pipeline, 10, "A"));
    }

    [Fact]
    public async Task Another_pipeline_s_runs_are_its_own_and_go_with_it()
    {
        var (mine, other) = (await PipelineAsync(), await PipelineAsync("other"));
        await RunAsync(mine, "x1", Ran("A", 1, seconds: 1));
        var arn = await RunAsync(other, "x2", Ran("A", 2, seconds: 2));
        await Stores.Executions.AppendAsync(Sample.End(arn, 2), null, Cancel);

        Assert.Equal(["A 1"], await DurationsAsync(mine, 10, "A"));
        Assert.Equal("x2", (await Stores.Statistics.RunsAsync(other.Id, Cancel)).Runs.Single().LastExecution.ExecutionId);
        Assert.True(await Stores.Pipelines.DeleteAsync(other.Id, null, Cancel));
        Assert.Equal(new PipelineRuns(0, []), await Stores.Statistics.RunsAsync(other.Id, Cancel));
    }

    [Fact]
    public async Task A_refused_append_counts_nothing()
    {
        var pipeline = await PipelineAsync();
        var arn = await RunAsync(pipeline, "x1");
        await Stores.Executions.AppendAsync(Sample.Append(arn, 7, Sample.Launching("A")) with { Reports = [Ran("A", 1, seconds: 1)] }, null, Cancel);

        Assert.Empty((await Stores.Statistics.RunsAsync(pipeline.Id, Cancel)).Runs);
    }

    private async Task<PipelineRecord> PipelineAsync(string name = "p") =>
        await Stores.Pipelines.CreateAsync(Sample.Pipeline(name), null, Cancel) ?? throw new InvalidOperationException($"{name} is there already.");

    private async Task<PipelineExecutionArn> RunAsync(PipelineRecord pipeline, string id, params ValueList<StepReport> reports)
    {
        var started = Sample.Execution(pipeline, id);
        await Stores.Executions.StartAsync(started, null, Cancel);
        Assert.True(await Stores.Executions.AppendAsync(Sample.Append(started.Arn, 1, Sample.Launching("A")) with { Reports = reports }, null, Cancel));
        return started.Arn;
    }

    private async Task<IEnumerable<string>> DurationsAsync(PipelineRecord pipeline, int take, params string[] steps) =>
        (await Stores.Statistics.DurationsAsync(pipeline.Id, steps.Select(step => new StepName(step)).ToValueList(), take, Cancel))
            .Select(one => $"{one.Step} {string.Join(' ', one.Latest.Select(duration => duration.TotalSeconds))}");

    private static PipelineExecutionArn Arn(PipelineRecord pipeline, string id) => new(pipeline.Arn, id);

    private static StepReport Ran(string step, int second, int seconds, StepStatus status = StepStatus.Succeeded) =>
        Sample.Ended(step, 0) with { CacheHit = null, StartedAt = Sample.At(second), EndedAt = Sample.At(second + seconds), Status = status };

    private static StepReport Decided(string step, int second, bool outcome)
    {
        var result = ConditionStepType.Result(outcome);
        return Ran(step, second, seconds: 1) with { Type = ConditionStepType.TypeName, JobName = null, Identity = null, Result = result, Metadata = result.Metadata };
    }
}
