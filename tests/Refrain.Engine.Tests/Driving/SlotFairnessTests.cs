using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.Driving;

/// <summary>Executions that share the slots of one server.</summary>
public sealed class SlotFairnessTests
{
    private const int Many = 200;

    [Fact]
    public async Task Between_two_starts_of_an_execution_every_other_one_that_waits_starts_once()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain("A, B, C"));
        var started = new List<PipelineExecutionArn>();
        using (world.Engine.Slots.Pause())
        {
            started.AddRange(await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => world.StartAsync())));
            await SlotWorld.WaitingAsync(world, Many * 3);
        }

        await SlotWorld.AllEndAsync(world, started);
        var rounds = world.Runtime.Jobs.Select(job => job.Token).Chunk(Many).ToList();
        Assert.Equal(["A", "B", "C"], rounds.Select(round => Assert.Single(round.Select(token => token.Step.Value).Distinct())));
        Assert.All(rounds, round => Assert.Equal(rounds[0].Select(token => token.ExecutionId), round.Select(token => token.ExecutionId)));
        Assert.Equal(Many, rounds[0].Select(token => token.ExecutionId).Distinct().Count());
        Assert.Equal(1, world.Runtime.MostOfAllAtOnce);
    }

    [Fact]
    public async Task Executions_that_come_back_for_their_next_step_wait_behind_those_that_had_none_yet()
    {
        const int slots = 4;
        await using var world = await SlotWorld.OpenAsync(slots);
        await world.CreateAsync(Draw.Chain("A > B"));
        var started = new List<PipelineExecutionArn>();
        using (world.Engine.Slots.Pause())
        {
            started.AddRange(await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => world.StartAsync())));
            await SlotWorld.WaitingAsync(world, Many);
        }

        await SlotWorld.AllEndAsync(world, started);
        var firstBs = world.Runtime.Jobs.Select((job, index) => (job.Step, index)).First(job => job.Step == "B").index;
        Assert.InRange(firstBs, Many - slots, Many); // jobs that are launched together may overtake each other on their way
        Assert.InRange(world.Runtime.MostOfAllAtOnce, 1, slots);
        Assert.Equal(Many * 2, world.Runtime.Jobs.Count);
    }

    [Fact]
    public async Task A_wide_execution_leaves_room_for_a_small_one_that_comes_later()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain(string.Join(", ", Enumerable.Range(0, 100).Select(number => $"W{number}"))));
        await world.CreateAsync(Draw.Chain("S"), "Small");
        var first = world.Hold("W0");
        var wide = await world.StartAsync();
        await world.UntilAsync(() => first.Arrived == 1);
        await SlotWorld.WaitingAsync(world, 99);
        var small = PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(EngineWorld.Request() with { Pipeline = "Small" }, EngineWorld.Cancel));
        await SlotWorld.WaitingAsync(world, 100);

        first.Release();
        await SlotWorld.AllEndAsync(world, [wide, small]);
        Assert.Equal("W0 W1 S W2 W3", string.Join(' ', world.Runtime.Jobs.Take(5).Select(job => job.Step))); // the wide one has been waiting for longer
    }

    [Fact]
    public async Task Each_execution_keeps_to_its_own_limit_as_well()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 3);
        await world.CreateAsync(Draw.Chain("A, B, C, D"), maxParallelSteps: 2);

        await SlotWorld.AllEndAsync(world, await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.StartAsync())));
        Assert.InRange(world.Runtime.MostAtOnce, 1, 2);
        Assert.InRange(world.Runtime.MostOfAllAtOnce, 1, 3);
    }

    [Fact]
    public async Task What_waits_is_stopped_at_once_and_the_others_do_not_notice()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var running = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        var waiting = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.StartAsync()));
        await SlotWorld.WaitingAsync(world, 20);

        foreach (var arn in waiting.Skip(1))
        {
            await world.StopAsync(arn);
            Assert.Equal(ExecutionStatus.Stopped, await world.EndAsync(arn));
            Assert.Equal("", await world.ListAsync(arn)); // it never had a slot, so nobody ever saw it
        }

        Assert.Equal((1, 1), (world.Engine.Slots.StepsWaiting, world.Engine.Slots.JobsHeld));
        held.Release();
        await SlotWorld.AllEndAsync(world, [running, waiting[0]]);
        Assert.Equal(2, world.Runtime.Jobs.Count);
    }

    [Fact]
    public async Task A_step_that_fails_ends_the_waiting_of_its_execution()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.CreateAsync(Draw.Chain("A, B, C"));
        var held = world.Hold("A", Programs.Ending(new JobOutcome.Exited(1)));
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        await SlotWorld.WaitingAsync(world, 2);

        held.Release();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.Equal("A=Failed", await world.ListAsync(arn));
    }

    [Fact]
    public async Task Steps_without_jobs_and_cache_hits_need_no_slot()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.PutAsync("s3://data/in/a.csv", "a");
        await world.CreateAsync(
            Draw.Pipeline(
                DrawnStep.Processing("A").Reads("s3://data/in/").Cached(),
                DrawnStep.Condition("Check", AtMost(1, 2), [DrawnStep.Processing("B").Reads(Output("A")).Cached()], [])),
            "Cached");
        await world.CreateAsync(Draw.Chain("Long"));
        await SlotWorld.AllEndAsync(world, [await SlotWorld.StartAsync(world, "Cached")]);
        var held = world.Hold("Long");
        var running = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        var arn = await SlotWorld.StartAsync(world, "Cached");
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A=hit Check=Succeeded B=hit", await world.ListAsync(arn));
        held.Release();
        await SlotWorld.AllEndAsync(world, [running]);
    }

    [Fact]
    public async Task A_step_that_waited_runs_on_what_is_there_when_it_begins_and_takes_what_the_cache_has_by_then()
    {
        await using var world = await SlotWorld.OpenAsync(jobs: 1);
        await world.PutAsync("s3://data/in/a.csv", "old");
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Reads("s3://data/in/")));
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("B").Reads("s3://data/in/").Cached()), "Cached");
        var held = world.Hold("A");
        var first = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);
        var others = new List<PipelineExecutionArn> { await world.StartAsync() };
        await SlotWorld.WaitingAsync(world, 1);
        others.AddRange([await SlotWorld.StartAsync(world, "Cached"), await SlotWorld.StartAsync(world, "Cached")]);
        await SlotWorld.WaitingAsync(world, 3);

        await world.PutAsync("s3://data/in/a.csv", "new");
        held.Release();
        await SlotWorld.AllEndAsync(world, [first, .. others]);
        Assert.Equal(("A(old)", "A(new)"), (await world.GetAsync($"s3://results/{first.ExecutionId}/A/A.txt"), await world.GetAsync($"s3://results/{others[0].ExecutionId}/A/A.txt")));
        Assert.Equal(["B=Succeeded", "B=hit"], new[] { await world.ListAsync(others[1]), await world.ListAsync(others[2]) }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Claims_come_from_tags_of_the_resolved_arguments()
    {
        await using var world = new EngineWorld { Capacity = new(Jobs: 100, Cpus: 8, MemoryMib: 4096) };
        await world.RestartAsync();
        var held = world.Hold("A");
        await world.CreateAsync(Draw.Pipeline(
            [("Cpus", "Integer", 3)],
            DrawnStep.Processing("A").Tagged(JobClaim.CpusTag, Join("", Get("Parameters.Cpus"))).Tagged(JobClaim.MemoryTag, "1000")));

        var arns = new[] { await world.StartAsync(), await world.StartAsync(parameters: ("Cpus", "4")), await world.StartAsync(parameters: ("Cpus", "2")) };
        await world.UntilAsync(() => held.Arrived == 2);
        await SlotWorld.WaitingAsync(world, 1);
        Assert.Equal((2000L, 2), (world.Engine.Slots.Claimed.MemoryMib, world.Engine.Slots.JobsHeld));
        held.Release();
        await SlotWorld.AllEndAsync(world, arns);
    }

    [Theory]
    [InlineData("refrain:cpus", "9", "ClientError: SageMaker.CAPACITY_ERROR: the step asks for 9 CPUs (tag 'refrain:cpus') and this server has 8 for all its jobs together: ask for at most 8")]
    [InlineData("refrain:memory-mib", "lots", "ClientError: The step's tag 'refrain:memory-mib' is 'lots': expected a whole number from 1.")]
    public async Task A_claim_that_cannot_be_met_fails_the_step_at_once_with_the_remedy(string tag, string value, string reason)
    {
        await using var world = new EngineWorld { Capacity = new(Jobs: 0, Cpus: 8, MemoryMib: 4096) };
        await world.RestartAsync();
        await world.CreateAsync(Draw.Pipeline(DrawnStep.Processing("A").Tagged(tag, value)));

        var arn = await world.StartAsync();
        Assert.Equal(ExecutionStatus.Failed, await world.EndAsync(arn));
        Assert.StartsWith(reason, (await world.StepAsync(arn, "A")).Report.FailureReason, StringComparison.Ordinal);
    }
}
