namespace Refrain.Simulation.Time;

/// <summary>
/// One thread, everything that is ready, and a seed that says what goes next. Time stands still while anything is ready, and then jumps to the next timer.
/// </summary>
public sealed class SimulationLoop(Chance chance, Trace trace)
{
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<Move> ready = [];
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> timers = new();
    private long order;

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Moves made so far.</summary>
    public int Moves { get; private set; }

    /// <summary>Where something came back from another thread; null while nothing did. A simulation with such a place cannot be repeated.</summary>
    public string? Escape { get; private set; }

    public void Say(string what) => trace.Add(Now, what);

    /// <summary>Makes moves until the condition holds (true), or nothing is left to do, the time is over or too much was done (false).</summary>
    public bool RunUntil(Func<bool> condition, DateTimeOffset end, int mostMoves)
    {
        while (!condition())
        {
            if (ready.Count == 0 && !Advance(end))
            {
                return false;
            }

            if (Moves >= mostMoves || Escape is not null)
            {
                return false;
            }

            Step();
        }

        return true;
    }

    internal void Post(Life life, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            Escape ??= Environment.StackTrace;
            return;
        }

        ready.Add(new Move(life, callback, state));
    }

    internal void Sleep(SimulatedTimer timer, DateTimeOffset due) => timers.Enqueue(timer, (due.UtcTicks, order++));

    private void Step()
    {
        if (ready.Count == 0)
        {
            return;
        }

        Moves++;
        var at = chance.Below(ready.Count);
        var move = ready[at];
        ready[at] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        if (!move.Life.IsDead)
        {
            SynchronizationContext.SetSynchronizationContext(move.Life);
            move.Callback(move.State);
        }
    }

    /// <summary>To the next moment at which somebody wakes; false when nobody does before the end.</summary>
    private bool Advance(DateTimeOffset end)
    {
        while (timers.TryPeek(out var timer, out var when))
        {
            if (when.Due > end.UtcTicks)
            {
                return false;
            }

            timers.Dequeue();
            if (timer.IsDueAt(when.Due))
            {
                Now = new DateTimeOffset(when.Due, TimeSpan.Zero);
                timer.Fire();
                while (timers.TryPeek(out var next, out var same) && same.Due == when.Due)
                {
                    timers.Dequeue();
                    if (next.IsDueAt(same.Due))
                    {
                        next.Fire();
                    }
                }

                return true;
            }
        }

        return false;
    }

    private readonly record struct Move(Life Life, SendOrPostCallback Callback, object? State);
}
