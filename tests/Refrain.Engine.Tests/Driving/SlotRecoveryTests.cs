using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;

namespace Refrain.Engine.Tests.Driving;

/// <summary>Slots when processes end, sessions are dropped and calls fail.</summary>
public sealed class SlotRecoveryTests
{
    private const int Many = 200;

    [Fact]
    public async Task Jobs_that_run_when_the_server_starts_again_count_even_above_a_smaller_limit()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 3);
        var gates = new[] { world.Hold("A"), world.Hold("B"), world.Hold("C") };
        await world.CreateAsync(Draw.Chain("A, B, C, D"), maxParallelSteps: 3);
        await world.CreateAsync(Draw.Chain("E"), "Other");
        var running = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(running) == "A=Executing B=Executing C=Executing");
        var waiting = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => SlotWorld.StartAsync(world, "Other")));

        world.Capacity = world.Capacity with { Jobs = 2 };
        await world.RestartAsync();
        await SlotWorld.WaitingAsync(world, Many);
        Assert.Equal(3, world.Engine.Slots.JobsHeld);
        gates[0].Release();
        await world.UntilAsync(async () => (await world.StepAsync(running, "A")).Report.Status == StepStatus.Succeeded);
        await world.UntilAsync(() => world.Engine.Slots.JobsHeld == 2);
        Assert.Equal(3, world.Runtime.Jobs.Count);
        gates[1].Release();
        gates[2].Release();
        await SlotWorld.AllEndAsync(world, [running, .. waiting]);
        Assert.Equal(Many + 4, world.Runtime.Jobs.Count);
    }

    [Fact]
    public async Task Two_hundred_executions_survive_restarts_in_between()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 5);
        await world.CreateAsync(Draw.Chain("A > B"));
        var started = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => world.StartAsync()));
        foreach (var jobs in new[] { 50, 150, 300 })
        {
            await world.UntilAsync(() => world.Runtime.Jobs.Count >= jobs);
            await world.RestartAsync();
        }

        await SlotWorld.AllEndAsync(world, started);
        Assert.Equal(Many * 2, world.Runtime.Jobs.Select(job => job.Token).Distinct().Count());
        Assert.Equal(Many * 2, world.Runtime.Jobs.Count);
        Assert.InRange(world.Runtime.MostOfAllAtOnce, 1, 5);
    }

    [Fact]
    public async Task A_stop_that_drops_the_session_does_not_lend_its_jobs_slots_to_others()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain("A > B"));
        await world.CreateAsync(Draw.Chain("Other"), "Other");
        var held = world.Hold("A", deaf: true);
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");
        var other = await SlotWorld.StartAsync(world, "Other");
        await SlotWorld.WaitingAsync(world, 1);

        var elsewhere = world.NewProcess(); // nobody here is told: the next append is refused, and the session read anew
        await elsewhere.Stop.HandleAsync(new Engine.Requests.StopPipelineExecutionRequest(arn.ToString(), null), EngineWorld.Cancel);
        world.Engine.Coordinator.Wake(arn);
        await world.UntilAsync(() => world.Job(arn, "A").WasAskedToStop);
        Assert.Equal((1, 1), (world.Engine.Slots.JobsHeld, world.Runtime.Jobs.Count));
        held.Release();
        Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
        await SlotWorld.AllEndAsync(world, [other]);
        Assert.Equal(1, world.Runtime.MostOfAllAtOnce);
    }

    [Fact]
    public async Task A_launch_that_may_have_been_recorded_keeps_its_slot_until_that_is_known()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 0);
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var started = new[] { await world.StartAsync(), await world.StartAsync() };
        world.Capacity = world.Capacity with { Jobs = 1 };
        var appends = 0;
        await world.RestartAsync(moment => moment is { Call: "Append", After: true } && Interlocked.Increment(ref appends) == 1 ? Turn.Fault : Turn.Live);

        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(1)));
        await SlotWorld.WaitingAsync(world, 1);
        Assert.Equal((1, 0), (world.Engine.Slots.JobsHeld, held.Arrived));
        await world.PassTimeUntilAsync(() => Task.FromResult(held.Arrived == 1));
        Assert.Equal((1, 1), (world.Engine.Slots.JobsHeld, world.Engine.Slots.StepsWaiting));
        held.Release();
        await SlotWorld.AllEndAsync(world, started);
        Assert.Equal(1, world.Runtime.MostOfAllAtOnce);
    }

    [Theory]
    [InlineData(Turn.Die)]
    [InlineData(Turn.Fault)]
    public async Task Whatever_call_a_process_dies_in_or_fails_in_the_one_slot_is_used_by_one_job_and_handed_back(Turn turn)
    {
        var moments = await ThreeShareOneSlotAsync(at: null, Turn.Live);
        Assert.InRange(moments, 60, 1_000);
        for (var at = 5; at <= moments; at++) // the first four are the start itself, which fails
        {
            await ThreeShareOneSlotAsync(at, turn);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_execution_that_cannot_be_read_at_once_after_a_restart_keeps_the_slot_of_its_running_job(int unlucky)
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var started = new[] { await world.StartAsync(), await world.StartAsync() };
        await world.UntilAsync(() => held.Arrived == 1);
        await SlotWorld.WaitingAsync(world, 1);
        var reads = 0;
        await world.RestartAsync(moment => moment is { Call: "FindExecution", After: false } && Interlocked.Increment(ref reads) == unlucky ? Turn.Fault : Turn.Live);

        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(1)));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await SlotWorld.WaitingAsync(world, 1);
        await SlotWorld.HoldingAsync(world, 1);
        held.Release();
        await SlotWorld.AllEndAsync(world, started);
        Assert.Equal(1, world.Runtime.MostOfAllAtOnce);
    }

    private static async Task<int> ThreeShareOneSlotAsync(int? at, Turn turn)
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 0);
        await world.CreateAsync(Draw.Chain("A > B"));
        var started = new[] { await world.StartAsync(), await world.StartAsync(), await world.StartAsync() };
        var met = 0;
        world.Capacity = world.Capacity with { Jobs = 1 };
        await world.RestartAsync(_ => Interlocked.Increment(ref met) == at ? turn : Turn.Live);
        if (turn == Turn.Die)
        {
            await world.UntilAsync(() => world.Engine.Fate.IsDead);
            await world.RestartAsync();
        }

        foreach (var arn in started)
        {
            await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).HasEnded);
            Assert.True((await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded, $"{turn} at {at}: {await world.ListAsync(arn)}");
            Assert.Equal("A B", world.Ran(arn));
        }

        Assert.True(world.Runtime.MostOfAllAtOnce == 1, $"{turn} at {at}: {world.Runtime.MostOfAllAtOnce} jobs ran at once.");
        return met;
    }
}
