using Refrain.Engine.Reading;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Driving;

/// <summary>Executions that are deleted with their pipeline while somebody reads them.</summary>
public sealed class DeletionTests
{
    [Fact]
    public async Task An_execution_that_is_deleted_between_two_reads_is_let_go_of_and_is_no_bug()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var arn = await world.RunAsync();
        var pipeline = await world.Stores.Pipelines.FindAsync(arn.Pipeline, EngineWorld.Cancel);
        var reads = 0;
        await world.RestartAsync(moment =>
        {
            if (moment is { Call: "History", After: false } && ++reads == 1)
            {
                Assert.True(world.Stores.Pipelines.DeleteAsync(pipeline!.Id, null, EngineWorld.Cancel).IsCompletedSuccessfully);
            }

            return Turn.Live;
        });

        world.Engine.Coordinator.Wake(arn);
        await world.IdleAsync();

        Assert.Equal(1, reads);
        Assert.Empty(world.Log.Bugs);
    }

    [Fact]
    public async Task Who_reads_a_history_that_was_deleted_meanwhile_is_told_so()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var record = await world.RecordAsync(await world.RunAsync());
        await world.IdleAsync();
        Assert.True(await world.Stores.Pipelines.DeleteAsync(record.PipelineId, null, EngineWorld.Cancel));
        var history = new ExecutionHistory(world.Stores.Executions, new DefinitionLibrary(world.Stores.Pipelines, world.Limits));

        var gone = await Assert.ThrowsAsync<ExecutionGoneException>(() => history.FoldAsync(record, null, EngineWorld.Cancel));
        Assert.Contains(record.Arn.ToString(), gone.Message, StringComparison.Ordinal);
    }
}
