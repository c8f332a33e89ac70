using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Requests;
using Refrain.Engine.Tests.World;
using Refrain.Engine.Tests.World.Drawing;
using Refrain.Engine.Tests.World.Runtime;

namespace Refrain.Engine.Tests.Driving;

/// <summary>
/// The process dies, or the world fails, before and after every single call that a run makes to a port: the end is the same, no job runs twice, no step is lost.
/// </summary>
public sealed class CrashTests
{
    private const string Registered = "Preprocess=Succeeded Train=Succeeded Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded";

    /// <summary>
    /// A whole run; a run of selected steps; one that finds its first step in the cache and not its second; a run that fails; one that somebody stops; one that loses a job, and
    /// tries its step again; one that fails, and is retried by somebody.
    /// </summary>
    public static TheoryData<string> Walks { get; } = ["whole", "selected", "cached", "failing", "stopped", "losing", "retried"];

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task A_process_that_dies_anywhere_is_continued_by_the_next_one(string walk)
    {
        var moments = await WalkAsync(walk, at: null, Turn.Live);
        Assert.InRange(moments, 40, 1_000);
        for (var at = 0; at < moments; at++)
        {
            await WalkAsync(walk, at, Turn.Die);
        }
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task A_fault_of_the_world_anywhere_leaves_the_work_to_be_done_later(string walk)
    {
        var moments = await WalkAsync(walk, at: null, Turn.Live);
        for (var at = 0; at < moments; at++)
        {
            await WalkAsync(walk, at, Turn.Fault);
        }
    }

    [Fact]
    public async Task Processes_that_die_again_and_again_still_get_it_done()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            await using var world = await Shells.OpenAsync();
            var random = new Random(seed);
            var arn = PipelineExecutionArn.Parse(await world.Engine.Start.HandleAsync(EngineWorld.Request(), EngineWorld.Cancel));
            for (var life = 0; life < 12; life++)
            {
                var lifetime = random.Next(2, 40);
                var met = 0;
                await world.RestartAsync(_ => Interlocked.Increment(ref met) == lifetime ? Turn.Die : Turn.Live);
                await world.UntilAsync(async () => world.Engine.Fate.IsDead || (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);
            }

            await world.RestartAsync();
            Assert.True(await world.EndAsync(arn) == ExecutionStatus.Succeeded, $"seed {seed}: {await world.ListAsync(arn)}");
            Assert.Equal("Preprocess Train Evaluate", world.Ran(arn));
            Assert.Equal(Registered, await world.ListAsync(arn));
        }
    }

    [Fact]
    public async Task A_job_that_ended_while_nobody_lived_is_found()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Executing");

        await world.Engine.DisposeAsync();
        held.Release();
        await world.UntilAsync(() => world.Job(arn, "A").End.Task.IsCompleted);
        Assert.Equal("A=Executing", await world.ListAsync(arn));
        await world.RestartAsync();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
        Assert.Equal("A B", world.Ran(arn));
    }

    [Fact]
    public async Task A_start_forgets_ended_jobs_and_leaves_those_that_run()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var held = world.Hold("B");
        await world.RestartAsync(moment => moment is { Call: "Forget", After: false } ? Turn.Fault : Turn.Live);
        var arn = await world.StartAsync();
        await world.UntilAsync(async () => await world.ListAsync(arn) == "A=Succeeded B=Executing");
        Assert.Equal($"{arn.ExecutionId}.A.1 {arn.ExecutionId}.B.1", await KeptAsync(world));

        await world.RestartAsync();
        await world.UntilAsync(async () => await KeptAsync(world) == $"{arn.ExecutionId}.B.1");
        held.Release();
        Assert.Equal(ExecutionStatus.Succeeded, await world.EndAsync(arn));
    }

    [Fact]
    public async Task Letting_go_does_not_stop_jobs()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var held = world.Hold("A");
        var arn = await world.StartAsync();
        await world.UntilAsync(() => held.Arrived == 1);

        await world.Engine.DisposeAsync();
        Assert.False(world.Job(arn, "A").WasAskedToStop);
        Assert.Equal(ExecutionStatus.Executing, (await world.RecordAsync(arn)).Status);
        held.Release();
    }

    [Fact]
    public async Task A_world_that_fails_for_long_is_asked_less_and_less_often()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A"));
        var broken = true;
        await world.RestartAsync(moment => moment.Call == "Wait" && Volatile.Read(ref broken) ? Turn.Fault : Turn.Live);
        var arn = await world.StartAsync();
        await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(1)));

        for (var second = 0; second < 120; second++)
        {
            await world.UntilAsync(() => world.Clock.SomebodySleeps(TimeSpan.FromSeconds(11)));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(world.Engine.Fate.Met.Count(moment => moment.Call == "Wait"), 10, 25);
        Assert.Equal("A=Executing", await world.ListAsync(arn)); // its job runs, so it is not given up
        Volatile.Write(ref broken, false);
        await world.PassTimeUntilAsync(async () => (await world.RecordAsync(arn)).Status == ExecutionStatus.Succeeded);
        Assert.Equal("A", world.Ran(arn));
    }

    [Fact]
    public async Task A_bug_parks_its_execution_and_no_other()
    {
        await using var world = new EngineWorld();
        await world.CreateAsync(Draw.Chain("A > B"));
        var launches = 0;
        await world.RestartAsync(moment => moment is { Call: "Launch", After: false } && Interlocked.Increment(ref launches) == 1
            ? throw new System.Diagnostics.UnreachableException("a bug")
            : Turn.Live);
        var (unlucky, lucky) = (await world.StartAsync(), default(PipelineExecutionArn));
        await world.UntilAsync(() => world.Log.Bugs.Count == 1);

        lucky = await world.StartAsync();
        await world.UntilAsync(async () => (await world.RecordAsync(lucky)).Status == ExecutionStatus.Succeeded);
        Assert.Equal(ExecutionStatus.Executing, (await world.RecordAsync(unlucky)).Status);
        Assert.Contains("is parked", Assert.Single(world.Log.Bugs), StringComparison.Ordinal);
        await world.RestartAsync();
        await world.UntilAsync(async () => (await world.RecordAsync(unlucky)).Status == ExecutionStatus.Succeeded);
    }

    /// <summary>One walk in which something happens at one moment; the number of moments it had.</summary>
    private static async Task<int> WalkAsync(string walk, int? at, Turn turn)
    {
        await using var world = await Shells.OpenAsync(Shells.Definition(cached: walk == "cached"));
        var source = await world.RunAsync();
        var expected = Expected(walk);
        var held = walk == "stopped" ? world.Hold("Evaluate") : null;
        if (walk is "failing" or "retried")
        {
            world.On("Train", Programs.Ending(new JobOutcome.Exited(9)));
        }
        else if (walk == "losing")
        {
            world.On("Train", Programs.Losing(1, Shells.Train));
        }

        var start = EngineWorld.Request(walk == "selected" ? "Evaluate Check Create Register Notify" : null, walk == "selected" ? source.ToString() : null) with
        {
            ClientRequestToken = "start",
            Parameters = walk == "cached" ? [new ParameterOverride("Rounds", "60")] : [],
        };
        var met = 0;
        if (await Record.ExceptionAsync(() => world.RestartAsync(_ => Interlocked.Increment(ref met) - 1 == at ? turn : Turn.Live)) is { } startFailed)
        {
            Assert.IsType<IOException>(startFailed);
            await world.RestartAsync();
        }

        var arn = PipelineExecutionArn.Parse(await AskAsync(world, engine => engine.Start.HandleAsync(start, EngineWorld.Cancel)));
        if (held is not null)
        {
            await UntilAsync(world, () => Task.FromResult(held.Arrived == 1));
            await AskAsync(world, engine => engine.Stop.HandleAsync(new StopPipelineExecutionRequest(arn.ToString(), "stop"), EngineWorld.Cancel));
        }

        await UntilAsync(world, async () => (await world.RecordAsync(arn)).Status is not (ExecutionStatus.Executing or ExecutionStatus.Stopping));
        if (walk == "retried")
        {
            world.On("Train", Shells.Train);
            await AskAsync(world, engine => engine.Retry.HandleAsync(new RetryPipelineExecutionRequest(arn.ToString(), null, "retry"), EngineWorld.Cancel));
            await UntilAsync(world, async () => (await world.RecordAsync(arn)).Status is not (ExecutionStatus.Executing or ExecutionStatus.Stopping));
            Assert.Single((await world.HistoryAsync(arn)).OfType<ExecutionEvent.ExecutionRetried>());
        }

        var what = $"{walk}, {turn} at {at}: {world.Engine.Fate.Met.ElementAtOrDefault(at ?? 0)}";
        Assert.True(expected == (await world.ListAsync(arn), world.Ran(arn), world.Stores.Models.Models), $"{what}: {await world.ListAsync(arn)}; {world.Ran(arn)}; {world.Stores.Models.Models}");
        Assert.True(world.Log.Bugs.Count == 0, $"{what}: {string.Join('\n', world.Log.Bugs)}");
        await AssertProjectionsAsync(world, arn);
        await AssertNothingKeptAsync(world, what);
        return Volatile.Read(ref met);
    }

    private static async Task<string> KeptAsync(EngineWorld world) =>
        string.Join(' ', (await world.Runtime.KeptAsync(EngineWorld.Cancel)).Select(token => token.Value).Order(StringComparer.Ordinal));

    /// <summary>Forgetting that a fault or a death prevented is made up for at the next start, at the latest.</summary>
    private static async Task AssertNothingKeptAsync(EngineWorld world, string what)
    {
        await world.RestartAsync();
        var kept = await world.Runtime.KeptAsync(EngineWorld.Cancel);
        Assert.True(kept.Count == 0, $"{what}: {string.Join(' ', kept)} were never forgotten");
    }

    private static (string Listed, string Ran, int Models) Expected(string walk) => walk switch
    {
        "whole" => (Registered, "Preprocess Train Evaluate", 2), // one model is the source's
        "selected" => ("Preprocess=reused Train=reused Evaluate=Succeeded Check=Succeeded Register=Succeeded Create=Succeeded", "Evaluate", 2),
        "cached" => (Registered.Replace("Preprocess=Succeeded", "Preprocess=hit", StringComparison.Ordinal), "Train Evaluate", 2),
        "losing" or "retried" => (Registered, "Preprocess Train Train Evaluate", 2),
        "failing" => ("Preprocess=Succeeded Train=Failed", "Preprocess Train", 1),
        _ => ("Preprocess=Succeeded Train=Succeeded Evaluate=Stopped", "Preprocess Train Evaluate", 1),
    };

    /// <summary>Asks until somebody lives long enough to answer; time passes for those that wait for a better world.</summary>
    private static async Task<string> AskAsync(EngineWorld world, Func<EngineProcess, Task<string>> ask)
    {
        while (true)
        {
            var asked = ask(world.Engine);
            _ = asked.ContinueWith(_ => world.Pulse.Beat(), TaskScheduler.Default);
            await world.UntilAsync(() => asked.IsCompleted || world.Engine.Fate.IsDead);
            if (world.Engine.Fate.IsDead)
            {
                await world.RestartAsync();
            }

            if (await Record.ExceptionAsync(() => asked) is not { } error)
            {
                return await asked;
            }

            Assert.True(error is IOException or OperationCanceledException, $"{error}");
        }
    }

    /// <summary>A process that dies is followed by the next one; time passes for those that wait for a better world.</summary>
    private static Task UntilAsync(EngineWorld world, Func<Task<bool>> condition) => world.PassTimeUntilAsync(async () =>
    {
        if (world.Engine.Fate.IsDead)
        {
            await world.RestartAsync();
        }

        return await condition();
    });

    /// <summary>What callers read is what the history says.</summary>
    private static async Task AssertProjectionsAsync(EngineWorld world, PipelineExecutionArn arn)
    {
        var history = await world.HistoryAsync(arn);
        var ended = history.Select(happened => happened switch
        {
            ExecutionEvent.StepSucceeded e => (e.Step, StepStatus.Succeeded),
            ExecutionEvent.StepCacheHit e => (e.Step, StepStatus.Succeeded),
            ExecutionEvent.StepFailed e => (e.Step, StepStatus.Failed),
            ExecutionEvent.StepStopped e => (e.Step, StepStatus.Stopped),
            _ => default,
        }).Where(end => end != default).GroupBy(end => end.Item1).Select(ends => ends.Last()).OrderBy(end => end.Item1.Value, StringComparer.Ordinal);
        var listed = (await world.StepsAsync(arn)).Where(view => view.Reused is null)
            .Select(view => (view.Report.Step, view.Report.Status))
            .OrderBy(view => view.Step.Value, StringComparer.Ordinal);
        Assert.Equal(ended, listed);
        var ran = history.OfType<ExecutionEvent.StepLaunching>().Select(launching => launching.Step);
        Assert.Equal(ran.Intersect(history.OfType<ExecutionEvent.StepSucceeded>().Select(succeeded => succeeded.Step)).Select(step => step.Value), world.Stores.StepCache.StepsOf(arn));
        Assert.Equal(history.Count, (await world.RecordAsync(arn)).Length);
    }
}
