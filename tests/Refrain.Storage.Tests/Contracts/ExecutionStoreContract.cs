using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class ExecutionStoreContract : StoreContract
{
    [Fact]
    public async Task A_started_execution_is_found_whole_with_its_first_event_and_marks_its_pipeline()
    {
        var pipeline = await PipelineAsync();
        var started = Sample.Execution(pipeline, "x1", second: 7);
        await Stores.Executions.StartAsync(started, null, Cancel);

        var expected = new ExecutionRecord(
            started.Arn, pipeline.Id, 1, started.DisplayName, null, ExecutionStatus.Executing, null, 1, 2, started.SelectiveConfig, started.Experiment,
            Sample.Plan, Sample.At(7), Sample.At(7), "bob");
        Assert.Equal(expected, await Stores.Executions.FindAsync(started.Arn, Cancel));
        Assert.Equal([started.Started], await Stores.Executions.HistoryAsync(started.Arn, 0, null, Cancel));
        Assert.Equal(Sample.At(7), (await Stores.Pipelines.FindAsync(pipeline.Arn, Cancel))?.LastRunAt);
    }

    [Fact]
    public async Task What_was_not_said_at_the_start_stays_unsaid()
    {
        var pipeline = await PipelineAsync();
        var bare = Sample.Execution(pipeline, "x1") with { Experiment = null, SelectiveConfig = null, MaxParallelSteps = null, Description = "why" };
        await Stores.Executions.StartAsync(bare, null, Cancel);
        var empty = Sample.Execution(pipeline, "x2") with { Experiment = new ExperimentConfig(null, null) };
        await Stores.Executions.StartAsync(empty, null, Cancel);

        var found = await Stores.Executions.FindAsync(bare.Arn, Cancel);
        Assert.NotNull(found);
        Assert.Null(found.Experiment);
        Assert.Null(found.SelectiveConfig);
        Assert.Null(found.MaxParallelSteps);
        Assert.Equal("why", found.Description);
        Assert.Equal(new ExperimentConfig(null, null), (await Stores.Executions.FindAsync(empty.Arn, Cancel))?.Experiment);
    }

    [Fact]
    public async Task An_update_changes_what_is_given_and_not_the_history()
    {
        var arn = await StartAsync("x1");
        var before = await Stores.Executions.FindAsync(arn, Cancel) ?? throw new InvalidOperationException();

        Assert.True(await Stores.Executions.UpdateAsync(arn, new ExecutionChange("called", null, 9, Sample.At(30)), Cancel));
        Assert.Equal(before with { DisplayName = "called", MaxParallelSteps = 9, ModifiedAt = Sample.At(30) }, await Stores.Executions.FindAsync(arn, Cancel));
        Assert.True(await Stores.Executions.UpdateAsync(arn, new ExecutionChange(null, "said", null, Sample.At(31)), Cancel));
        Assert.Equal(
            before with { DisplayName = "called", Description = "said", MaxParallelSteps = 9, ModifiedAt = Sample.At(31) }, await Stores.Executions.FindAsync(arn, Cancel));
        Assert.True(await Stores.Executions.AppendAsync(Sample.End(arn, 1), null, Cancel)); // whoever drives it is not disturbed
        Assert.False(await Stores.Executions.UpdateAsync(arn with { ExecutionId = "x2" }, new ExecutionChange("x", null, null, Sample.At(1)), Cancel));
    }

    [Fact]
    public async Task An_append_may_set_the_limit_of_steps_and_leaves_it_otherwise()
    {
        var arn = await StartAsync("x1");
        await Stores.Executions.AppendAsync(Sample.Append(arn, 1, new ExecutionEvent.ExecutionFailed(Sample.At(1), "why")) with { Status = ExecutionStatus.Failed, FailureReason = "why" }, null, Cancel);
        Assert.Equal(2, (await Stores.Executions.FindAsync(arn, Cancel))?.MaxParallelSteps);

        await Stores.Executions.AppendAsync(Sample.Append(arn, 2, new ExecutionEvent.ExecutionRetried(Sample.At(2), 5)) with { MaxParallelSteps = 5 }, null, Cancel);
        var found = await Stores.Executions.FindAsync(arn, Cancel);
        Assert.Equal((ExecutionStatus.Executing, null, 5), (found?.Status, found?.FailureReason, found?.MaxParallelSteps));
        Assert.Contains(arn, await Stores.Executions.UnfinishedAsync(Cancel));
    }

    [Fact]
    public async Task An_arn_with_another_pipelines_name_or_scope_finds_nothing()
    {
        var started = await StartAsync("x1");
        var (pipeline, scope) = (started.Pipeline, started.Pipeline.Scope);

        Assert.NotNull(await Stores.Executions.FindAsync(started with { Pipeline = pipeline with { Name = pipeline.Name.ToUpperInvariant() } }, Cancel));
        foreach (var other in new[]
        {
            started with { ExecutionId = "x2" },
            started with { Pipeline = pipeline with { Name = "other" } },
            started with { Pipeline = pipeline with { Scope = scope with { Region = "mars-1" } } },
            started with { Pipeline = pipeline with { Scope = scope with { Account = "000000000000" } } },
        })
        {
            Assert.Null(await Stores.Executions.FindAsync(other, Cancel));
            Assert.Empty(await Stores.Executions.HistoryAsync(other, 0, null, Cancel));
            Assert.Empty(await Stores.Executions.ReportsAsync(other, null, Cancel));
            Assert.False(await Stores.Executions.AppendAsync(Sample.End(other, 1), null, Cancel));
        }
    }

    [Fact]
    public async Task Events_come_back_in_order_and_in_parts()
    {
        var arn = await StartAsync("x1");
        ExecutionEvent[] more =
        [
            Sample.Launching("Train"),
            new ExecutionEvent.StepStarted(Sample.At(2), new StepName("Train"), 1, "handle", "bubblewrap"),
            new ExecutionEvent.StepBackedOff(Sample.At(3), new StepName("Train"), 2, Sample.At(9), "exit code 1"),
            new ExecutionEvent.StepSucceeded(Sample.At(4), new StepName("Train"), 2, Sample.Ended("Train", 0).Result!),
        ];
        Assert.True(await Stores.Executions.AppendAsync(Sample.Append(arn, 1, more[..2]), null, Cancel));
        Assert.True(await Stores.Executions.AppendAsync(Sample.Append(arn, 3, more[2..]), null, Cancel));

        var all = await Stores.Executions.HistoryAsync(arn, 0, null, Cancel);
        Assert.Equal(more, all.Skip(1));
        Assert.Equal(more[1..3], await Stores.Executions.HistoryAsync(arn, 2, 4, Cancel));
        Assert.Empty(await Stores.Executions.HistoryAsync(arn, 5, null, Cancel));
        Assert.Equal(5, (await Stores.Executions.FindAsync(arn, Cancel))?.Length);
    }

    [Fact]
    public async Task An_append_saves_status_reports_and_jobs_with_the_events()
    {
        var arn = await StartAsync("x1");
        var append = Sample.Append(arn, 1, new ExecutionEvent.ExecutionFailed(Sample.At(9), "because")) with
        {
            Reports = [Sample.Report("Train", 1), Sample.Ended("Prep", 0)],
            Jobs = [Sample.Job("job-Train")],
            Status = ExecutionStatus.Failed,
            FailureReason = "because",
            ModifiedAt = Sample.At(9),
        };
        Assert.True(await Stores.Executions.AppendAsync(append, null, Cancel));

        var found = await Stores.Executions.FindAsync(arn, Cancel);
        Assert.Equal((ExecutionStatus.Failed, "because", 2, Sample.At(9)), (found?.Status, found?.FailureReason, found?.Length, found?.ModifiedAt));
        Assert.Equal([Sample.Ended("Prep", 0), Sample.Report("Train", 1)], await Stores.Executions.ReportsAsync(arn, null, Cancel));
        Assert.Equal(Sample.Job("job-Train"), await Stores.Jobs.FindAsync(Sample.Scope, JobKind.TrainingJob, "job-Train", Cancel));
        Assert.Null(await Stores.Jobs.FindAsync(Sample.Scope, JobKind.ProcessingJob, "job-Train", Cancel));
    }

    [Fact]
    public async Task A_report_and_a_job_are_replaced_by_the_next_of_the_same_name()
    {
        var arn = await StartAsync("x1");
        await Stores.Executions.AppendAsync(Sample.Append(arn, 1, Sample.Launching("T")) with { Reports = [Sample.Report("T", 0)], Jobs = [Sample.Job("j")] }, null, Cancel);
        var failed = Sample.Ended("T", 0) with { Status = StepStatus.Failed, FailureReason = "no", Retries = 3, JobName = null };
        await Stores.Executions.AppendAsync(Sample.Append(arn, 2, Sample.Launching("T")) with { Reports = [failed], Jobs = [Sample.Job("j", "Failed")] }, null, Cancel);

        Assert.Equal([failed], await Stores.Executions.ReportsAsync(arn, null, Cancel));
        Assert.Equal(Sample.Job("j", "Failed"), await Stores.Jobs.FindAsync(Sample.Scope, JobKind.TrainingJob, "j", Cancel));
    }

    [Fact]
    public async Task Reports_of_named_steps_only()
    {
        var arn = await StartAsync("x1");
        var reports = Enumerable.Range(0, 1200).Select(position => Sample.Report($"S{position}", position)).ToValueList();
        await Stores.Executions.AppendAsync(Sample.Append(arn, 1, Sample.Launching("S0")) with { Reports = reports }, null, Cancel);

        var some = await Stores.Executions.ReportsAsync(arn, [new StepName("S7"), new StepName("S3"), new StepName("gone"), new StepName("S7")], Cancel);
        Assert.Equal(["S3", "S7"], some.Select(report => report.Step.Value));
        Assert.Empty(await Stores.Executions.ReportsAsync(arn, [], Cancel));
        Assert.Equal(reports, await Stores.Executions.ReportsAsync(arn, reports.Reverse().Select(report => report.Step).ToValueList(), Cancel));
        Assert.Equal(reports, await Stores.Executions.ReportsAsync(arn, null, Cancel));
    }

    [Fact]
    public async Task An_append_at_another_length_is_refused_and_writes_nothing()
    {
        var arn = await StartAsync("x1");

        foreach (var length in new[] { 0, 2, -1 })
        {
            var append = Sample.End(arn, length) with { Reports = [Sample.Report("T", 0)], Jobs = [Sample.Job("j")] };
            Assert.False(await Stores.Executions.AppendAsync(append, Sample.Token("t"), Cancel));
        }

        Assert.Single(await Stores.Executions.HistoryAsync(arn, 0, null, Cancel));
        Assert.Empty(await Stores.Executions.ReportsAsync(arn, null, Cancel));
        Assert.Null(await Stores.Jobs.FindAsync(Sample.Scope, JobKind.TrainingJob, "j", Cancel));
        Assert.Null(await Stores.RequestTokens.FindAsync(Sample.Token("t").Token.Operation, "t", Cancel));
        Assert.Equal(ExecutionStatus.Executing, (await Stores.Executions.FindAsync(arn, Cancel))?.Status);
    }

    [Fact]
    public async Task Of_concurrent_appends_at_the_same_length_exactly_one_wins()
    {
        var arn = await StartAsync("x1");

        for (var length = 1; length <= 5; length++)
        {
            var tries = Enumerable.Range(0, 20).Select(rival => Stores.Executions.AppendAsync(Sample.Append(arn, length, Sample.Launching($"S{rival}")), null, Cancel));
            var won = await Task.WhenAll(tries);
            Assert.Single(won, true);
            var last = (await Stores.Executions.HistoryAsync(arn, length, null, Cancel)).Single();
            Assert.Equal($"S{Array.IndexOf(won, true)}", Assert.IsType<ExecutionEvent.StepLaunching>(last).Step.Value);
        }
    }

    [Fact]
    public async Task A_taken_token_stops_the_start_and_the_append()
    {
        var pipeline = await PipelineAsync();
        var first = Sample.Execution(pipeline, "x1");
        await Stores.Executions.StartAsync(first, Sample.Token("t"), Cancel);

        Assert.Equal(Sample.Token("t"), await Stores.RequestTokens.FindAsync("StartPipelineExecution", "t", Cancel));
        var second = Sample.Execution(pipeline, "x2", second: 50);
        var refusal = await Assert.ThrowsAsync<TokenTakenException>(() => Stores.Executions.StartAsync(second, Sample.Token("t", "other"), Cancel));
        Assert.Contains("StartPipelineExecution", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await Stores.Executions.FindAsync(second.Arn, Cancel));
        Assert.Equal(Sample.Noon, (await Stores.Pipelines.FindAsync(pipeline.Arn, Cancel))?.LastRunAt);
        await Assert.ThrowsAsync<TokenTakenException>(() => Stores.Executions.AppendAsync(Sample.End(first.Arn, 1), Sample.Token("t"), Cancel));
        Assert.Single(await Stores.Executions.HistoryAsync(first.Arn, 0, null, Cancel));
        Assert.True(await Stores.Executions.AppendAsync(Sample.End(first.Arn, 1), Sample.Token("t", operation: "StopPipelineExecution"), Cancel));
    }

    [Fact]
    public async Task Of_concurrent_starts_with_one_token_exactly_one_starts()
    {
        var pipeline = await PipelineAsync();
        var tries = Enumerable.Range(0, 20).Select(async rival =>
        {
            var error = await Record.ExceptionAsync(() => Stores.Executions.StartAsync(Sample.Execution(pipeline, $"x{rival}"), Sample.Token("t", $"x{rival}"), Cancel));
            Assert.True(error is null or TokenTakenException, $"{error}");
            return error is null;
        });

        Assert.Single(await Task.WhenAll(tries), true);
        var answer = (await Stores.RequestTokens.FindAsync("StartPipelineExecution", "t", Cancel))?.Answer;
        Assert.Equal([answer], (await ListAsync(pipeline, ExecutionSort.CreationTime, Sample.FirstPage())).Items.Select(found => found.Arn.ExecutionId));
    }

    [Fact]
    public async Task An_id_is_given_once()
    {
        var arn = await StartAsync("x1");

        await Assert.ThrowsAnyAsync<Exception>(async () => await Stores.Executions.StartAsync(Sample.Execution(await PipelineAsync("q"), "x1"), null, Cancel));
        Assert.NotNull(await Stores.Executions.FindAsync(arn, Cancel));
    }

    [Fact]
    public async Task A_pipeline_that_is_gone_starts_nothing()
    {
        var pipeline = await PipelineAsync();
        await Stores.Pipelines.DeleteAsync(pipeline.Id, null, Cancel);
        var started = Sample.Execution(pipeline, "x1");

        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Stores.Executions.StartAsync(started, Sample.Token("t"), Cancel));
        Assert.Contains("does not exist any more", error.Message, StringComparison.Ordinal);
        Assert.Null(await Stores.Executions.FindAsync(started.Arn, Cancel));
        Assert.Null(await Stores.RequestTokens.FindAsync("StartPipelineExecution", "t", Cancel));
    }

    [Theory]
    [InlineData(ExecutionSort.CreationTime, false, "b c a d")]
    [InlineData(ExecutionSort.CreationTime, true, "d a c b")]
    [InlineData(ExecutionSort.PipelineExecutionArn, false, "a b c d")]
    [InlineData(ExecutionSort.PipelineExecutionArn, true, "d c b a")]
    public async Task Lists_have_two_orders_and_two_directions(ExecutionSort sort, bool descending, string expected)
    {
        var pipeline = await PipelineAsync();
        foreach (var (id, second) in new[] { ("b", 1), ("c", 2), ("a", 2), ("d", 3) })
        {
            await Stores.Executions.StartAsync(Sample.Execution(pipeline, id, second), null, Cancel);
        }

        await Stores.Executions.StartAsync(Sample.Execution(await PipelineAsync("other"), "e"), null, Cancel);
        foreach (var limit in new[] { 1, 2, 4, 100 })
        {
            var found = await Paging.AllAsync(page => ListAsync(pipeline, sort, page), limit, descending);
            Assert.Equal(expected, string.Join(' ', found.Select(execution => execution.Arn.ExecutionId)));
        }
    }

    [Fact]
    public async Task Lists_filter_by_exclusive_times_and_refuse_foreign_cursors()
    {
        var pipeline = await PipelineAsync();
        for (var second = 0; second < 5; second++)
        {
            await Stores.Executions.StartAsync(Sample.Execution(pipeline, $"x{second}", second), null, Cancel);
        }

        var query = new ExecutionQuery(pipeline.Id, new CreatedBetween(Sample.At(0), Sample.At(4)), ExecutionSort.CreationTime, Sample.FirstPage(2));
        var page = await Stores.Executions.ListAsync(query, Cancel);
        Assert.Equal(["x1", "x2"], page.Items.Select(execution => execution.Arn.ExecutionId));
        Assert.NotNull(page.Next);
        await Assert.ThrowsAsync<BadCursorException>(
            () => Stores.Executions.ListAsync(query with { Created = CreatedBetween.Any, Page = query.Page with { Cursor = page.Next } }, Cancel));
        await Assert.ThrowsAsync<BadCursorException>(
            () => Stores.Executions.ListAsync(query with { PipelineId = pipeline.Id + 1, Page = query.Page with { Cursor = page.Next } }, Cancel));
    }

    [Fact]
    public async Task Pages_stay_true_while_executions_start()
    {
        var pipeline = await PipelineAsync();
        for (var number = 0; number < 9; number++)
        {
            await Stores.Executions.StartAsync(Sample.Execution(pipeline, $"old{number}", second: 5), null, Cancel);
        }

        var added = 0;
        var found = await Paging.AllAsync(
            page => ListAsync(pipeline, ExecutionSort.CreationTime, page),
            limit: 2,
            descending: true,
            between: () => Stores.Executions.StartAsync(Sample.Execution(pipeline, $"new{added++}", second: 9), null, Cancel));
        Assert.Equal(Enumerable.Range(0, 9).Reverse().Select(number => $"old{number}"), found.Select(execution => execution.Arn.ExecutionId));
    }

    [Fact]
    public async Task Unfinished_executions_are_listed_oldest_first()
    {
        var pipeline = await PipelineAsync();
        foreach (var (id, second) in new[] { ("young", 30), ("done", 20), ("old", 10), ("stopping", 15) })
        {
            await Stores.Executions.StartAsync(Sample.Execution(pipeline, id, second), null, Cancel);
        }

        var arn = new PipelineExecutionArn(pipeline.Arn, "done");
        await Stores.Executions.AppendAsync(Sample.End(arn, 1), null, Cancel);
        var stopping = Sample.Append(arn with { ExecutionId = "stopping" }, 1, new ExecutionEvent.ExecutionStopping(Sample.At(16)));
        await Stores.Executions.AppendAsync(stopping with { Status = ExecutionStatus.Stopping }, null, Cancel);

        var unfinished = await Stores.Executions.UnfinishedAsync(Cancel);
        Assert.Equal(["old", "stopping", "young"], unfinished.Select(found => found.ExecutionId));
        Assert.Equal(pipeline.Arn, unfinished[0].Pipeline);
    }

    private async Task<PipelineRecord> PipelineAsync(string name = "p") =>
        await Stores.Pipelines.CreateAsync(Sample.Pipeline(name), null, Cancel) ?? throw new InvalidOperationException($"{name} is taken.");

    private async Task<PipelineExecutionArn> StartAsync(string id)
    {
        var execution = Sample.Execution(await PipelineAsync(), id);
        await Stores.Executions.StartAsync(execution, null, Cancel);
        return execution.Arn;
    }

    private Task<Page<ExecutionRecord>> ListAsync(PipelineRecord pipeline, ExecutionSort sort, PageRequest page) =>
        Stores.Executions.ListAsync(new ExecutionQuery(pipeline.Id, CreatedBetween.Any, sort, page), Cancel);
}
