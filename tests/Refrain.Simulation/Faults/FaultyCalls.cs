using Refrain.Engine.Tests.World;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Faults;

/// <summary>What befalls the calls of one process: it may die at any moment of them, they may be late, fail, arrive twice, or lose their answer.</summary>
public sealed class FaultyCalls(SimulationLoop loop, Life life, Life world, Chance chance, Func<Weather> weather, Func<Outage> lost, Func<bool> mayDie) : IFate
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    private readonly SimulatedClock clock = new(loop, life);

    public async Task<T> CallAsync<T>(string call, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await MeetAsync(call, "asks", () => Leave(call, act), cancellationToken);
        await Task.Yield(); // no port answers at once
        cancellationToken.ThrowIfCancellationRequested();
        loop.Say($"{life.Name}: {call}");
        var result = await act();
        if (call is "Launch" or "Stop" or "Forget" && chance.Happens(weather().Repeat))
        {
            loop.Say($"{life.Name}: {call} arrives again");
            result = await act();
        }

        await MeetAsync(call, "hears of", () => { }, cancellationToken);
        return result;
    }

    /// <summary>A request to another process may be on its way already when the one that sent it dies.</summary>
    private void Leave<T>(string call, Func<Task<T>> act)
    {
        if (call is "Launch" or "Stop" or "Forget" && chance.Happens(0.5))
        {
            loop.Say($"{life.Name}: {call} arrives after its death");
            world.Post(async _ => await act(), null);
        }
    }

    private static bool IsOfRuntime(string call) => call is "Launch" or "Wait" or "Stop" or "Forget" or "Kept";

    private async Task MeetAsync(string call, string verb, Action atDeath, CancellationToken cancellationToken)
    {
        var now = weather();
        if (chance.Happens(now.Delay))
        {
            await Task.Delay(chance.UpTo(LongestDelay), clock, cancellationToken);
        }

        var isOut = lost() switch
        {
            Outage.Runtime => IsOfRuntime(call),
            Outage.Store => !IsOfRuntime(call),
            _ => false,
        };
        if (isOut || chance.Happens(now.Fault))
        {
            loop.Say($"{life.Name}: a fault when it {verb} {call}");
            throw new IOException($"The world failed when {life.Name} {verb} {call}.");
        }

        if (chance.Happens(now.Death) && mayDie())
        {
            loop.Say($"{life.Name}: dies when it {verb} {call}");
            life.Kill();
            atDeath();
            await new TaskCompletionSource().Task;
        }
    }
}
