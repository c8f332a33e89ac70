using Refrain.Core.Executions;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Work;

/// <summary>Cache hits among the other things that happen in an execution: selection, conditions, limits, stops.</summary>
public sealed class CachedExecutionTests
{
    [Fact]
    public async Task Selected_steps_look_in_the_cache_and_their_runs_are_found_by_later_ones()
    {
        await using var world = await StepCacheTests.OpenAsync(StepCacheTests.TwoCached);
        var first = await world.RunAsync();
        Assert.Equal("A=reused B=hit C=Succeeded", await world.ListAsync(await world.RunAsync("B C", first)));

        await world.UpdateAsync(Draw.Pipeline(
            DrawnStep.Processing("A").Reads("s3://data/in").Cached(), DrawnStep.Processing("B").Reads(Output("A")).Variable("SEED", "2").Cached(), DrawnStep.Processing("C").Reads(Output("B"))));
        var selective = await world.RunAsync("B C", first);
        Assert.Equal("A=reused B=Succeeded C=Succeeded", await world.ListAsync(selective));
        var full = await world.RunAsync();
        Assert.Equal("A=hit B=hit C=Succeeded", await world.ListAsync(full));
        Assert.Equal(selective, (await world.StepAsync(full, "B")).Report.CacheHit?.Source);
    }

    [Fact]
    public async Task What_a_reference_found_in_its_cache_is_reused_as_any_result()
    {
        await using var world = await StepCacheTests.OpenAsync(StepCacheTests.TwoCached);
        var first = await world.RunAsync();
        var second = await world.RunAsync();
        var third = await world.RunAsync("C", second);

        Assert.Equal("A=reused B=reused C=Succeeded", await world.ListAsync(third));
        var reused = await world.StepAsync(third, "B");
        Assert.Equal((second, second, first), (reused.Reused?.Source, reused.Reused?.MadeBy, reused.Report.CacheHit?.Source));
        Assert.Equal("C(B(A(data)))", await world.GetAsync($"s3://results/{third.ExecutionId}/C/C.txt"));
    }

    [Fact]
    public async Task A_hit_takes_no_place_among_the_jobs_at_once()
    {
        await using var world = new EngineWorld();
        await world.PutAsync("s3://data/in/in.csv", "data");
        await world.CreateAsync(
            Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in").Cached(), DrawnStep.Processing("B").Reads("s3://data/in").Cached(), DrawnStep.Processing("Z")), maxParallelSteps: 1);
        await world.RunAsync();
        var held = world.Hold("Z");

        var arn = await world.StartAsync();
        await world.UntilAsync(async () => held.Arrived == 1 && await world.ListAsync(arn) == "A=hit B=hit Z=Executing");
        held.Release();
        await world.EndAsync(arn);
    }

    [Fact]
    public async Task A_condition_reads_what_the_cached_run_had_in_its_property_file()
    {
        var definition = Draw.Pipeline(
            DrawnStep.Processing("A").Reads("s3://data/in").To("s3://results/fixed").Promises("Report", "r.json").Cached(),
            DrawnStep.Condition("Check", IsEqual(PropertyFile("A", "Report", "x"), 1), [DrawnStep.Processing("Yes")], [DrawnStep.Processing("No")]));
        await using var world = await StepCacheTests.OpenAsync(definition);
        world.On("A", Programs.Writing("r.json", """{"x":1}"""));
        await world.RunAsync();
        await world.PutAsync("s3://results/fixed/r.json", """{"x":2}""");

        Assert.Equal("A=hit Check=Succeeded Yes=Succeeded", await world.ListAsync(await world.RunAsync()));
    }

    [Fact]
    public async Task A_stop_that_comes_during_the_lookup_leaves_the_step_unbegun()
    {
        await using var world = await StepCacheTests.OpenAsync(StepCacheTests.Single());
        await world.RunAsync();
        var looking = new TaskCompletionSource();
        world.Engine.Fate.Pause = moment => moment is { Call: "LookUpCache", After: true } ? looking.Task : Task.CompletedTask;
        var arn = await world.StartAsync();
        await world.UntilAsync(() => world.Engine.Fate.Met.Any(moment => moment is { Call: "LookUpCache", After: true }));
        await world.StopAsync(arn);
        looking.SetResult();

        Assert.Equal((ExecutionStatus.Stopped, ""), (await world.EndAsync(arn), await world.ListAsync(arn)));
    }
}
