using System.Collections.Concurrent;

namespace Refrain.Engine.Tests.World;

/// <summary>One moment of one call that a process makes to a port; calls count from 1.</summary>
public sealed record PortMoment(int Number, string Call, bool After);

/// <summary>What happens at such a moment.</summary>
public enum Turn
{
    /// <summary>Nothing special.</summary>
    Live,

    /// <summary>The port fails: before the call nothing happened, after it the effect is there but nobody is told.</summary>
    Fault,

    /// <summary>The process dies: neither this call nor any other ever returns to it, and none of its calls has an effect any more.</summary>
    Die,
}

/// <summary>Decides what befalls the calls of one process to its ports.</summary>
public interface IFate
{
    /// <summary>Makes the call, or not.</summary>
    Task<T> CallAsync<T>(string call, Func<Task<T>> act, CancellationToken cancellationToken);
}

public static class FatedCalls
{
    /// <summary>The same for calls that answer nothing.</summary>
    public static Task CallAsync(this IFate fate, string call, Func<Task> act, CancellationToken cancellationToken) => fate.CallAsync(
        call,
        async () =>
        {
            await act();
            return true;
        },
        cancellationToken);
}

/// <summary>A fate that a test writes, moment by moment.</summary>
public sealed class Fate(Pulse pulse, Func<PortMoment, Turn> decide) : IFate
{
    private readonly CancellationTokenSource buried = new();
    private readonly ConcurrentQueue<PortMoment> met = new();
    private int calls;
    private volatile bool dead;

    /// <summary>True once it died.</summary>
    public bool IsDead => dead;

    /// <summary>Whoever comes to a moment waits for this before it goes on.</summary>
    public Func<PortMoment, Task> Pause { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every moment so far.</summary>
    public IReadOnlyCollection<PortMoment> Met => met;

    /// <summary>Ends the calls that a dead process still waits for.</summary>
    public void Bury() => buried.Cancel();

    public async Task<T> CallAsync<T>(string call, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref calls);
        await MeetAsync(new PortMoment(number, call, After: false), cancellationToken);
        await Task.Yield(); // no port answers at once
        var result = await act();
        await MeetAsync(new PortMoment(number, call, After: true), cancellationToken);
        pulse.Beat();
        return result;
    }

    private async Task MeetAsync(PortMoment moment, CancellationToken cancellationToken)
    {
        var turn = dead ? Turn.Die : decide(moment);
        met.Enqueue(moment);
        pulse.Beat();
        await Pause(moment).WaitAsync(cancellationToken);
        if (turn == Turn.Fault)
        {
            throw new IOException($"The world failed {(moment.After ? "after" : "before")} {moment.Call}.");
        }

        if (turn == Turn.Die)
        {
            dead = true;
            pulse.Beat();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, buried.Token);
            await Task.Delay(Timeout.Infinite, end.Token);
        }
    }
}
