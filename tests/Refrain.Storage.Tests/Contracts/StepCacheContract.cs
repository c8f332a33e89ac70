using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

public abstract class StepCacheContract : StoreContract
{
    [Fact]
    public async Task A_run_is_found_by_its_key_with_the_execution_that_made_it()
    {
        var pipeline = await PipelineAsync("p");
        var arn = await RunAsync(pipeline, "x1", Entry("Train", "k1", second: 7));

        Assert.Equal([new CacheEntry(arn, Key("k1"), Sample.At(7))], await FindAsync(pipeline, "k1"));
    }

    [Fact]
    public async Task Only_the_same_step_type_identity_key_and_pipeline_are_found()
    {
        var (pipeline, other) = (await PipelineAsync("p"), await PipelineAsync("q"));
        await RunAsync(pipeline, "x1", Entry("Train", "k1"));
        var query = Query(pipeline, "k1");

        Assert.Single(await Stores.StepCache.FindAsync(query, Cancel));
        foreach (var foreign in new[]
        {
            query with { Digest = "k2" },
            query with { Step = new StepName("train") },
            query with { StepType = "Processing" },
            query with { Identity = CacheIdentity.Content },
            query with { PipelineId = other.Id },
        })
        {
            Assert.Empty(await Stores.StepCache.FindAsync(foreign, Cancel));
        }
    }

    [Fact]
    public async Task The_run_that_ended_last_comes_first_and_of_two_at_once_the_one_recorded_last()
    {
        var pipeline = await PipelineAsync("p");
        foreach (var (id, second) in new[] { ("b", 20), ("a", 30), ("d", 10), ("c", 20) })
        {
            await RunAsync(pipeline, id, Entry("Train", "k1", second));
        }

        Assert.Equal("a c b d", Ids(await FindAsync(pipeline, "k1")));
        Assert.Equal("a c", Ids(await Stores.StepCache.FindAsync(Query(pipeline, "k1") with { Limit = 2 }, Cancel)));
    }

    [Fact]
    public async Task Runs_with_any_key_that_had_ended_by_then_are_found_when_no_key_is_named()
    {
        var pipeline = await PipelineAsync("p");
        foreach (var (id, key, second) in new[] { ("a", "k1", 10), ("b", "k2", 20), ("c", "k3", 30) })
        {
            await RunAsync(pipeline, id, Entry("Train", key, second));
        }

        var found = await Stores.StepCache.FindAsync(Query(pipeline, null) with { EndedBy = Sample.At(20) }, Cancel);
        Assert.Equal("b a", Ids(found));
        Assert.Equal([Key("k2"), Key("k1")], found.Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_run_is_remembered_exactly_when_its_success_is_recorded()
    {
        var pipeline = await PipelineAsync("p");
        var arn = await StartAsync(pipeline, "x1");
        var late = Sample.Append(arn, 7, new ExecutionEvent.StepSucceeded(Sample.At(1), new StepName("Train"), 1, Sample.Ended("Train", 0).Result!)) with
        {
            CacheEntries = [Entry("Train", "k1")],
        };

        Assert.False(await Stores.Executions.AppendAsync(late, null, Cancel));
        Assert.Empty(await FindAsync(pipeline, "k1"));
        Assert.True(await Stores.Executions.AppendAsync(late with { ExpectedLength = 1 }, null, Cancel));
        Assert.Single(await FindAsync(pipeline, "k1"));
    }

    [Fact]
    public async Task A_step_that_runs_again_in_its_execution_is_remembered_by_its_last_run()
    {
        var pipeline = await PipelineAsync("p");
        var arn = await RunAsync(pipeline, "x1", Entry("Train", "k1"), Entry("Prep", "k1"));
        await Stores.Executions.AppendAsync(Sample.Append(arn, 2, new ExecutionEvent.ExecutionStopping(Sample.At(3))) with { CacheEntries = [Entry("Train", "k2", second: 9)] }, null, Cancel);

        Assert.Empty(await FindAsync(pipeline, "k1"));
        Assert.Equal([new CacheEntry(arn, Key("k2"), Sample.At(9))], await FindAsync(pipeline, "k2"));
        Assert.Single(await Stores.StepCache.FindAsync(Query(pipeline, "k1") with { Step = new StepName("Prep") }, Cancel));
    }

    [Fact]
    public async Task Runs_are_forgotten_with_their_pipeline()
    {
        var (pipeline, other) = (await PipelineAsync("p"), await PipelineAsync("q"));
        await RunAsync(pipeline, "x1", Entry("Train", "k1"));
        await RunAsync(other, "x2", Entry("Train", "k1"));
        await Stores.Pipelines.DeleteAsync(pipeline.Id, null, Cancel);

        Assert.Empty(await FindAsync(pipeline, "k1"));
        Assert.Equal("x2", Ids(await FindAsync(other, "k1")));
        Assert.Empty(await FindAsync(await PipelineAsync("p"), "k1"));
    }

    private static StepCacheKey Key(string digest) =>
        new(CacheIdentity.Aws, digest, [new CacheKeyComponent("AlgorithmSpecification", $"{digest}a"), new CacheKeyComponent("InputDataConfig", "i")]);

    private static NewCacheEntry Entry(string step, string digest, int second = 1) => new(new StepName(step), "Training", Key(digest), Sample.At(second));

    private static CacheQuery Query(PipelineRecord pipeline, string? digest) => new(pipeline.Id, new StepName("Train"), "Training", CacheIdentity.Aws, digest, EndedBy: null, Limit: 10);

    private static string Ids(ValueList<CacheEntry> entries) => string.Join(' ', entries.Select(entry => entry.Execution.ExecutionId));

    private Task<ValueList<CacheEntry>> FindAsync(PipelineRecord pipeline, string digest) => Stores.StepCache.FindAsync(Query(pipeline, digest), Cancel);

    private async Task<PipelineRecord> PipelineAsync(string name) =>
        await Stores.Pipelines.CreateAsync(Sample.Pipeline(name), null, Cancel) ?? throw new InvalidOperationException($"{name} is taken.");

    private async Task<PipelineExecutionArn> StartAsync(PipelineRecord pipeline, string id)
    {
        var execution = Sample.Execution(pipeline, id);
        await Stores.Executions.StartAsync(execution, null, Cancel);
        return execution.Arn;
    }

    private async Task<PipelineExecutionArn> RunAsync(PipelineRecord pipeline, string id, params NewCacheEntry[] entries)
    {
        var arn = await StartAsync(pipeline, id);
        Assert.True(await Stores.Executions.AppendAsync(Sample.End(arn, 1) with { CacheEntries = [.. entries] }, null, Cancel));
        return arn;
    }
}
