using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Tests.World;

namespace Refrain.Engine.Tests.Driving;

/// <summary>A world whose process has few slots.</summary>
internal static class SlotWorld
{
    public static async Task<EngineWorld> OpenAsync(int jobs)
    {
        var world = new EngineWorld { Capacity = new(jobs, 1_000, 1_000_000) };
        await world.RestartAsync();
        return world;
    }

    public static async Task<PipelineExecutionArn> StartAsync(EngineWorld world, string pipeline) =>
        PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(EngineWorld.Request() with { Pipeline = pipeline }, EngineWorld.Cancel));

    public static async Task AllEndAsync(EngineWorld world, IEnumerable<PipelineExecutionArn> started)
    {
        foreach (var arn in started)
        {
            Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        }
    }

    public static Task WaitingAsync(EngineWorld world, int steps) =>
        UntilAsync(() => world.Engine.Slots.StepsWaiting == steps, () => $"{world.Engine.Slots.StepsWaiting} steps wait, not {steps}.");

    public static Task HoldingAsync(EngineWorld world, int jobs) =>
        UntilAsync(() => world.Engine.Slots.JobsHeld == jobs, () => $"{world.Engine.Slots.JobsHeld} jobs hold a slot, not {jobs}.");

    /// <summary>Slots touch no port, so no pulse tells of them.</summary>
    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(EngineWorld.Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, otherwise());
            await Task.Yield();
        }
    }
}
