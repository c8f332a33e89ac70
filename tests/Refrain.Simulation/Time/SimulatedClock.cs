namespace Refrain.Simulation.Time;

/// <summary>The loop's time, as one life sees it.</summary>
public sealed class SimulatedClock(SimulationLoop loop, Life life) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => loop.Now;

    public override long GetTimestamp() => loop.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(loop, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>Wakes its life once; a life that is dead by then is not woken.</summary>
public sealed class SimulatedTimer(SimulationLoop loop, Life life, TimerCallback callback, object? state) : ITimer
{
    private long due = -1;
    private TimeSpan every = Timeout.InfiniteTimeSpan;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        every = period;
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            due = -1;
            return true;
        }

        var at = loop.Now + dueTime;
        due = at.UtcTicks;
        loop.Sleep(this, at);
        return true;
    }

    public void Dispose() => due = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal bool IsDueAt(long ticks) => due == ticks && !life.IsDead;

    internal void Fire()
    {
        due = -1;
        if (every > TimeSpan.Zero)
        {
            Change(every, every);
        }

        life.Post(_ => callback(state), null);
    }
}
