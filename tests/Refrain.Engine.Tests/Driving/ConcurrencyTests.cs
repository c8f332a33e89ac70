using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Driving;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task A_limit_that_is_changed_while_the_execution_runs_holds_for_the_steps_that_start_from_then_on()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A, B, C, D"), maxParallelSteps: 1);
        var held = new[] { world.Hold("A"), world.Hold("B"), world.Hold("C"), world.Hold("D") };
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");

        await world.Engine.UpdateExecution.HandleAsync(new UpdatePipelineExecutionRequest(arn.ToString(), null, null, 3), EngineWorld.Cancel);
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing B=Executing C=Executing");
        await world.Engine.UpdateExecution.HandleAsync(new UpdatePipelineExecutionRequest(arn.ToString(), null, null, 1), EngineWorld.Cancel);
        held[1].Release();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing B=Succeeded C=Executing"); // those that run are left alone
        held[0].Release();
        held[2].Release();
        await world.UntilAsync(() => held[3].Arrived == 1);
        held[3].Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(3, world.Runtime.MostAtOnce);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_while_steps_wait_for_a_slot_of_the_server_holds_for_them_too()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 2);
        await world.CreateAsync(Draw.Chain("X"), name: "Other");
        await world.CreateAsync(Draw.Chain("A, B, C"));
        var (other, a, b, c) = (world.Hold("X"), world.Hold("A"), world.Hold("B"), world.Hold("C"));
        await SlotWorld.StartAsync(world, "Other");
        await world.UntilAsync(() => other.Arrived == 1);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => a.Arrived == 1);
        await SlotWorld.WaitingAsync(world, 2);

        await world.Engine.UpdateExecution.HandleAsync(new UpdatePipelineExecutionRequest(arn.ToString(), null, null, 1), EngineWorld.Cancel);
        other.Release();
        b.Release();
        c.Release();
        await SlotWorld.WaitingAsync(world, 0);
        await SlotWorld.HoldingAsync(world, 1);
        Assert.Equal("A=Executing", await world.ListAsync(arn));
        a.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(("A B C", 1), (world.Ran(arn), world.Runtime.MostAtOnce));
    }

    [Fact]
    public async Task Fifty_executions_at_once_all_end()
    {
        await using var world = await Shells.OpenAsync();

        var started = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => world.StartAsync(null, null, ("Rounds", number % 2 == 0 ? "250" : "10"))));
        foreach (var (arn, number) in started.Select((arn, number) => (arn, number)))
        {
            Assert.Equal(number % 2 == 0 ? ExecutionStatus.Succeeded : ExecutionStatus.Failed, await world.EndAsync(arn));
            Assert.Equal("Preprocess Train Evaluate", world.Ran(arn));
        }

        Assert.Equal(25, world.Stores.Models.Models);
        Assert.NotNull(await world.Stores.Models.FindPackageAsync(EngineWorld.Scope, "Shells", 25, EngineWorld.Cancel));
    }

    [Fact]
    public async Task With_one_slot_the_list_has_one_entry_first_and_the_definitions_order_decides()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("C, A, B"), maxParallelSteps: 1);
        var (c, a) = (world.Hold("C"), world.Hold("A"));

        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "C=Executing");
        c.Release();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "C=Succeeded A=Executing");
        a.Release();
        await world.EndAsync(arn);
        Assert.Equal("C A B", world.Ran(arn));
        Assert.Equal(1, world.Runtime.MostAtOnce);
    }

    [Theory]
    [InlineData(2, 1_000, 2)]
    [InlineData(3, 1_000, 3)]
    [InlineData(1_000, 4, 4)]
    [InlineData(1_000, 1_000, 8)]
    public async Task Never_more_steps_run_at_once_than_the_execution_and_the_server_allow(int ofExecution, int ofServer, int most)
    {
        await using var world = new EngineWorld { Capacity = new(ofServer, 1_000, 1_000_000) };
        await world.RestartAsync();
        await world.CreateAsync(Draw.Chain("A, B, C, D, E, F, G, H"), maxParallelSteps: ofExecution);
        var held = "ABCDEFGH".Select(step => world.Hold($"{step}")).ToList();

        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Sum(one => one.Arrived) == most);
        held.ForEach(one => one.Release());
        await world.EndAsync(arn);
        Assert.Equal(most, world.Runtime.MostAtOnce);
        Assert.Equal(8, world.Jobs(arn).Count);
    }

    [Fact]
    public async Task A_start_may_ask_for_other_limits_than_its_pipeline()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A, B, C"), maxParallelSteps: 1);
        var held = "ABC".Select(step => world.Hold($"{step}")).ToList();

        var request = EngineWorld.Request() with { MaxParallelSteps = 2 };
        var arn = PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(request, EngineWorld.Cancel));
        await world.UntilAsync(() => held.Sum(one => one.Arrived) == 2);
        held.ForEach(one => one.Release());
        await world.EndAsync(arn);
        Assert.Equal((2, 2), ((await world.RecordAsync(arn)).MaxParallelSteps, world.Runtime.MostAtOnce));
    }

    [Fact]
    public async Task Reused_steps_take_no_slots()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > C, B > C"), maxParallelSteps: 1);
        var source = await world.RunAsync();

        Assert.Equal("A=reused C=Succeeded B=reused", await world.ListAsync(await world.RunAsync("C", source)));
    }

    [Fact]
    public async Task Two_processes_that_drive_the_same_executions_run_every_job_once_while_the_runtime_remembers_them()
    {
        await using var world = await Shells.OpenAsync();
        static Turn NeverForget(PortMoment moment) => moment.Call == "Forget" ? Turn.Fault : Turn.Live; // a launch that comes after it would be a new job
        await world.RestartAsync(NeverForget);
        var held = world.Hold("Preprocess");
        var started = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.StartAsync()));
        var other = world.NewProcess(NeverForget);
        await other.Coordinator.StartAsync(EngineWorld.Cancel);

        held.Release();
        foreach (var arn in started)
        {
            Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
            Assert.Equal("Preprocess Train Evaluate", world.Ran(arn));
        }

        Assert.Equal(10, world.Stores.Models.Models);
    }

    [Fact]
    public async Task Waking_what_has_ended_or_never_was_does_nothing()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var arn = await world.RunAsync();
        var history = await world.HistoryAsync(arn);

        world.Engine.Coordinator.Wake(arn);
        world.Engine.Coordinator.Wake(new PipelineExecutionArn(arn.Pipeline, "none"));
        await world.Engine.DisposeAsync();
        world.Engine.Coordinator.Wake(arn);
        Assert.Equal(history, await world.HistoryAsync(arn));
        Assert.Empty(world.Log.Bugs);
    }

    [Fact]
    public async Task A_chain_of_many_steps_ends()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain(string.Join(" > ", Enumerable.Range(0, 300).Select(number => $"S{number}"))));

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal(300, world.Jobs(arn).Count);
    }
}
