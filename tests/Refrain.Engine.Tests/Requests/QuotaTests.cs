using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Requests;

/// <summary>How much an account may have at once (spec 08, 2).</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task One_pipeline_more_than_the_limit_is_refused_and_a_taken_name_is_still_told_as_that()
    {
        await using var world = await OpenAsync(Limits.Default with { Pipelines = 2 });
        await world.CreateAsync(Draw.Chain("A"), "One");
        await world.CreateAsync(Draw.Chain("A"), "Two");

        var refused = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(Draw.Chain("A"), "Three"));
        Assert.Equal(
            (RefusalKind.LimitExceeded, "The account-level service limit 'Maximum number of pipelines allowed per account' is 2 pipelines, with current utilization of 2 pipelines and a request delta of 1 pipelines."),
            (refused.Kind, refused.Message));
        var taken = await Assert.ThrowsAsync<RefusalException>(() => world.CreateAsync(Draw.Chain("A"), "Two"));
        Assert.Equal(RefusalKind.Invalid, taken.Kind);
    }

    [Fact]
    public async Task One_execution_more_than_the_limit_is_refused_until_another_ends()
    {
        await using var world = await OpenAsync(Limits.Default with { RunningExecutions = 2 });
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var running = new[] { await world.StartAsync(), await world.StartAsync() };

        var refused = await Assert.ThrowsAsync<RefusalException>(() => world.StartAsync());
        Assert.Equal(RefusalKind.LimitExceeded, refused.Kind);
        held.Release();
        foreach (var arn in running)
        {
            await world.EndAsync(arn);
        }

        await world.IdleAsync();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(await world.StartAsync()));
    }

    [Fact]
    public async Task A_retry_counts_like_a_start()
    {
        await using var world = await OpenAsync(Limits.Default with { RunningExecutions = 1 });
        await world.CreateAsync(Draw.Chain("A > B"));
        world.On("B", Programs.Ending(new JobOutcome.Exited(1)));
        var failed = await world.RunAsync();
        await world.IdleAsync();
        var held = world.Hold("A");
        var running = await world.StartAsync();

        Assert.Equal(RefusalKind.LimitExceeded, (await Assert.ThrowsAsync<RefusalException>(() => world.RetryAsync(failed))).Kind);
        held.Release();
        await world.EndAsync(running);
        await world.IdleAsync();
        await world.RetryAsync(failed);
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(failed));
    }

    private static async Task<EngineWorld> OpenAsync(Limits limits)
    {
        var world = new EngineWorld { Limits = limits };
        await world.RestartAsync();
        return world;
    }
}
