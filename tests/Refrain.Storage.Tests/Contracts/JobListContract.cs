using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>Jobs in lists, jobs that are asked for directly, and what is kept of jobs besides.</summary>
public abstract class JobListContract : StoreContract
{
    [Fact]
    public async Task A_job_that_is_asked_for_directly_is_stored_with_its_execution_or_neither_is()
    {
        var pipeline = await PipelineAsync();
        var first = Direct(pipeline, "aaaaaaaaaaaa", "my-job");
        await Stores.Executions.StartAsync(first, null, Cancel);
        var second = Direct(pipeline, "bbbbbbbbbbbb", "my-job");

        await Assert.ThrowsAsync<JobNameTakenException>(() => Stores.Executions.StartAsync(second, null, Cancel));
        Assert.Null(await Stores.Executions.FindAsync(second.Arn, Cancel));
        var found = await Stores.Jobs.FindAsync(Sample.Scope, JobKind.TrainingJob, "my-job", Cancel);
        Assert.Equal(first.Job! with { New = null }, found);
        Assert.Equal(new JobToken("aaaaaaaaaaaa", new StepName("Job"), 1), found?.Maker);
        Assert.Equal([first.Arn], await Stores.Executions.UnfinishedAsync(Cancel));
        Assert.Equal(first.Started.Plan, (await Stores.Executions.FindAsync(first.Arn, Cancel))?.Plan);
    }

    [Fact]
    public async Task Tags_of_a_refused_start_are_not_left_behind()
    {
        var pipeline = await PipelineAsync();
        await Stores.Executions.StartAsync(Direct(pipeline, "aaaaaaaaaaaa", "tagged", new Tag("a", "1")), null, Cancel);
        await Assert.ThrowsAsync<JobNameTakenException>(() => Stores.Executions.StartAsync(Direct(pipeline, "bbbbbbbbbbbb", "tagged", new Tag("b", "2")), null, Cancel));

        Assert.Equal([new Tag("a", "1")], await Stores.Tags!.ListAsync(Sample.Scope.Arn("training-job/tagged"), Cancel));
    }

    [Fact]
    public async Task A_pipeline_that_is_not_listed_is_found_by_its_name_only()
    {
        var pipeline = await PipelineAsync();

        Assert.False(pipeline.IsListed);
        Assert.Equal(pipeline, await Stores.Pipelines.FindAsync(pipeline.Arn, Cancel));
        Assert.Empty((await Stores.Pipelines.ListAsync(new PipelineQuery(Sample.Scope, null, CreatedBetween.Any, PipelineSort.Name, Sample.FirstPage()), Cancel)).Items);
    }

    [Fact]
    public async Task Lists_filter_by_name_status_and_times_in_three_orders()
    {
        await SaveAsync(Job("b-one", 1, "Failed"), Job("a-two", 2, "Completed"), Job("C-three", 3, "InProgress"), Job("a_four", 4, "Completed"));
        await SaveAsync(Job("a-two", 2, "Completed") with { Scope = Sample.Scope with { Region = "mars-1" } }, Job("a-two", 2, "Completed") with { Kind = JobKind.ProcessingJob });

        Assert.Equal("b-one a-two C-three a_four", await ListAsync(Query()));
        Assert.Equal("C-three a-two a_four b-one", await ListAsync(Query() with { Sort = JobSort.Name }));
        Assert.Equal("a-two a_four b-one C-three", await ListAsync(Query() with { Sort = JobSort.Status }));
        Assert.Equal("b-one a-two C-three", await ListAsync(Query() with { NameContains = "-" }));
        Assert.Equal("C-three", await ListAsync(Query() with { NameContains = "c-" }));
        Assert.Equal("a_four", await ListAsync(Query() with { NameContains = "A_" })); // no wildcard
        Assert.Equal("a-two a_four", await ListAsync(Query() with { Status = "Completed" }));
        Assert.Equal("a-two C-three", await ListAsync(Query() with { Created = new CreatedBetween(Sample.At(1), Sample.At(4)) }));
        Assert.Equal("a_four", await ListAsync(Query() with { Modified = new CreatedBetween(Sample.At(13), null) }));
    }

    [Fact]
    public async Task Pages_stay_true_while_jobs_are_added()
    {
        await SaveAsync([.. Enumerable.Range(1, 6).Select(number => Job($"j{number}", number, "Completed"))]);
        var added = 100;
        var listed = await Paging.AllAsync(
            page => Stores.JobLists!.ListAsync(Query() with { Page = page }, Cancel), 2, descending: true, between: () => SaveAsync(Job($"new{added}", ++added, "InProgress")));

        Assert.Equal(["j6", "j5", "j4", "j3", "j2", "j1"], listed.Select(job => job.Name));
    }

    [Fact]
    public async Task An_execution_with_an_experiment_makes_it_and_a_component_for_each_job_once()
    {
        var pipeline = await PipelineAsync();
        foreach (var id in new[] { "aaaaaaaaaaaa", "bbbbbbbbbbbb" })
        {
            var execution = Sample.Execution(pipeline, id) with { Experiment = new ExperimentConfig("Shells", "trial") };
            await Stores.Executions.StartAsync(execution, null, Cancel);
            var launched = Sample.Job($"job-{id}") with { New = new NewJob([], $"component-{id}", "Train") };
            await Stores.Executions.AppendAsync(Sample.Append(execution.Arn, 1, Sample.Launching("T")) with { Jobs = [launched] }, null, Cancel);
            await Stores.Executions.AppendAsync(Sample.Append(execution.Arn, 2, Sample.Launching("T")) with { Jobs = [launched] }, null, Cancel);
        }

        var components = await Stores.Experiments!.ListAsync(new ExperimentQuery(Sample.Scope, ExperimentKind.TrialComponent, CreatedBetween.Any, ByName: true, Sample.FirstPage()) { Trial = "TRIAL" }, Cancel);
        Assert.Equal(["component-aaaaaaaaaaaa", "component-bbbbbbbbbbbb"], components.Items.Select(component => component.Name));
        Assert.Equal(Sample.Scope.Arn("training-job/job-aaaaaaaaaaaa"), components.Items[0].SourceArn);
        Assert.Equal("Shells", (await Stores.Experiments.FindAsync(Sample.Scope, ExperimentKind.Trial, "trial", Cancel))?.Experiment);
        Assert.Single((await Stores.Experiments.ListAsync(new ExperimentQuery(Sample.Scope, ExperimentKind.Experiment, CreatedBetween.Any, ByName: true, Sample.FirstPage()), Cancel)).Items);
    }

    private static JobQuery Query() => new(Sample.Scope, JobKind.TrainingJob, null, null, CreatedBetween.Any, CreatedBetween.Any, JobSort.CreationTime, Sample.FirstPage());

    private static JobRecord Job(string name, int second, string status) => new(Sample.Scope, JobKind.TrainingJob, name, status, Sample.At(second), Sample.At(10 + second), new RawJson("{}"));

    private static NewExecution Direct(PipelineRecord pipeline, string id, string job, params Tag[] tags)
    {
        var plan = new ExecutionPlan { Parameters = [], Job = new DirectJob(job, new RawJson($$"""{"TrainingJobName":"{{job}}"}""")) };
        return Sample.Execution(pipeline, id) with
        {
            Experiment = null,
            Started = new ExecutionEvent.ExecutionStarted(Sample.At(0), plan),
            Job = Sample.Job(job) with { Maker = new JobToken(id, new StepName("Job"), 1), New = new NewJob(tags.ToValueList(), $"{job}-component", job) },
        };
    }

    private async Task<PipelineRecord> PipelineAsync() =>
        await Stores.Pipelines.CreateAsync(Sample.Pipeline("refrain.training-jobs") with { IsListed = false }, null, Cancel) ?? throw new InvalidOperationException("There is one already.");

    private async Task SaveAsync(params JobRecord[] jobs)
    {
        var pipeline = await Stores.Pipelines.FindAsync(new PipelineArn(Sample.Scope, "refrain.training-jobs"), Cancel) ?? await PipelineAsync();
        var execution = Sample.Execution(pipeline, Guid.NewGuid().ToString("n")[..12]);
        await Stores.Executions.StartAsync(execution, null, Cancel);
        Assert.True(await Stores.Executions.AppendAsync(Sample.Append(execution.Arn, 1, Sample.Launching("T")) with { Jobs = jobs.ToValueList() }, null, Cancel));
    }

    private async Task<string> ListAsync(JobQuery query) =>
        string.Join(' ', (await Paging.AllAsync(page => Stores.JobLists!.ListAsync(query with { Page = page }, Cancel), 1)).Select(job => job.Name));
}
