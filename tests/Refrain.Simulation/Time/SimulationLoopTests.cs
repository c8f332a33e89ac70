namespace Refrain.Simulation.Time;

/// <summary>The loop keeps its own promises: one thread, time that only it moves, and deaths that are final.</summary>
public sealed class SimulationLoopTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SimulationLoop loop = new(new Chance(1), new Trace());

    [Fact]
    public void Time_stands_still_while_anything_is_ready_and_then_jumps()
    {
        var life = new Life(loop, "one");
        var clock = new SimulatedClock(loop, life);
        var seen = new List<double>();
        var told = life.CallAsync(async () =>
        {
            await Task.Yield();
            seen.Add((clock.GetUtcNow() - Noon).TotalMinutes);
            await Task.Delay(TimeSpan.FromMinutes(90), clock);
            seen.Add((clock.GetUtcNow() - Noon).TotalMinutes);
            return true;
        });

        Assert.True(Run(() => told.IsCompleted));
        Assert.Equal([0, 90], seen);
    }

    [Fact]
    public void Who_dies_between_two_moves_does_nothing_more_and_answers_nobody()
    {
        var (mortal, other) = (new Life(loop, "mortal"), new Life(loop, "other"));
        var went = 0;
        var told = mortal.CallAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), new SimulatedClock(loop, mortal));
            return ++went;
        });
        new SimulatedClock(loop, other).CreateTimer(_ => mortal.Kill(), null, TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan);

        Assert.False(Run(() => went > 0));
        Assert.IsType<IOException>(told.Exception?.InnerException);
        Assert.Equal(4, (loop.Now - Noon).TotalSeconds);
    }

    [Fact]
    public void What_comes_back_from_another_thread_is_noticed()
    {
        using var gate = new ManualResetEventSlim();
        var life = new Life(loop, "one");
        _ = life.CallAsync(async () =>
        {
            await Task.Run(gate.Wait);
            return true;
        });
        Assert.False(Run(() => false));
        Assert.Null(loop.Escape);

        gate.Set();
        Assert.True(SpinWait.SpinUntil(() => loop.Escape is not null, TimeSpan.FromSeconds(30)));
        Assert.False(Run(() => false));
    }

    [Fact]
    public void The_seed_says_what_goes_next()
    {
        var orders = Enumerable.Range(1, 20).Select(seed => Order((ulong)seed)).ToList();

        Assert.Equal(Order(7), orders[6]);
        Assert.InRange(orders.Distinct().Count(), 10, 20);
    }

    private static string Order(ulong seed)
    {
        var loop = new SimulationLoop(new Chance(seed), new Trace());
        var seen = new List<int>();
        foreach (var one in Enumerable.Range(1, 6))
        {
            new Life(loop, $"{one}").Post(_ => seen.Add(one), null);
        }

        loop.RunUntil(() => false, Noon, 100);
        SynchronizationContext.SetSynchronizationContext(null);
        return string.Join(' ', seen);
    }

    private bool Run(Func<bool> until)
    {
        var before = SynchronizationContext.Current;
        try
        {
            return loop.RunUntil(until, Noon.AddDays(1), 1_000);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
