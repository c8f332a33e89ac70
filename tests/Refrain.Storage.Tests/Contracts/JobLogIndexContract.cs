using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>What any index of logs promises, and any index of callback tokens: both are written with the history.</summary>
public abstract class JobLogIndexContract : StoreContract
{
    [Fact]
    public async Task A_job_is_found_by_its_name_with_the_attempt_that_it_was()
    {
        var arn = await StartAsync();
        await Stores.Executions.AppendAsync(Append(arn, 1, Job("job-b", 2, 1)), null, Cancel);
        await Stores.Executions.AppendAsync(Append(arn, 2, Job("job-a", 3, 2), Sample.Job("job-unnamed")), null, Cancel);

        var byName = await ListAsync(new JobLogQuery("job-", NewestFirst: false, null, 10));
        var newest = await ListAsync(new JobLogQuery("", NewestFirst: true, null, 10));
        var rest = await ListAsync(new JobLogQuery("job-", NewestFirst: false, byName[0], 10));
        var older = await ListAsync(new JobLogQuery("", NewestFirst: true, newest[0], 10));

        Assert.Equal([new LoggedJob("job-a", Token(2), Sample.At(3)), new LoggedJob("job-b", Token(1), Sample.At(2))], byName);
        Assert.Equal(["job-a", "job-b"], newest.Select(job => job.Name));
        Assert.Equal(["job-b"], rest.Select(job => job.Name));
        Assert.Equal(["job-b"], older.Select(job => job.Name));
    }

    [Fact]
    public async Task A_token_leads_to_its_step_and_goes_with_its_execution()
    {
        var arn = await StartAsync();
        await Stores.Executions.AppendAsync(Append(arn, 1) with { Callbacks = [new NewCallback("a1B2c3D4e5", new StepName("Ask"))] }, null, Cancel);

        Assert.Equal(new CallbackPlace(arn, new StepName("Ask")), await Stores.Callbacks!.FindAsync("a1B2c3D4e5", Cancel));
        Assert.Null(await Stores.Callbacks.FindAsync("A1b2C3d4E5", Cancel));
    }

    private static JobToken Token(int attempt) => new("x1", new StepName("Train"), attempt);

    private static JobRecord Job(string name, int second, int attempt) => Sample.Job(name) with { CreatedAt = Sample.At(second), Maker = Token(attempt) };

    private static ExecutionAppend Append(PipelineExecutionArn arn, int expected, params JobRecord[] jobs) =>
        Sample.Append(arn, expected, new ExecutionEvent.StepStarted(Sample.At(expected), new StepName("Train"), expected, "handle", "none")) with { Jobs = [.. jobs] };

    private Task<ValueList<LoggedJob>> ListAsync(JobLogQuery query) => Stores.JobLogs!.ListAsync(Sample.Scope, JobKind.TrainingJob, query, Cancel);

    private async Task<PipelineExecutionArn> StartAsync()
    {
        var pipeline = await Stores.Pipelines.CreateAsync(Sample.Pipeline("p"), null, Cancel);
        var execution = Sample.Execution(pipeline!, "x1");
        await Stores.Executions.StartAsync(execution, null, Cancel);
        return execution.Arn;
    }
}
