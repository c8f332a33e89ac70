using Refrain.Engine.Tests.World;
using Refrain.Simulation.Faults;
using Refrain.Simulation.Invariants;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>How a story went.</summary>
/// <param name="Seed">It follows from this.</param>
/// <param name="Violations">What was not as it must be; empty for a good story.</param>
/// <param name="Last">The last moves.</param>
/// <param name="Digest">Equal for two runs of a seed: of every move, and of every history as it is stored.</param>
/// <param name="Counts">What it was about.</param>
public sealed record StoryEnd(ulong Seed, IReadOnlyList<string> Violations, IReadOnlyCollection<string> Last, ulong Digest, StoryCounts Counts)
{
    public string Report(string? plant = null) => string.Join(
        '\n',
        [
            $"Seed {Seed}{(plant is null ? "" : $" with {plant}")}:",
            .. Violations.Distinct().Take(10).Select(violation => $"  {violation}"),
            "The last moves:",
            .. Last.Select(move => $"  {move}"),
            $"Again: dotnet run --project tests/Refrain.Simulation -- --seed {Seed} --trace",
        ]);
}

/// <summary>How much happened in a story.</summary>
public readonly record struct StoryCounts(int Moves, int Executions, int Jobs, int Selective, int Retried, int BackedOff, int CacheHits, int Stopped, int Failed, int Succeeded)
{
    public static StoryCounts operator +(StoryCounts one, StoryCounts other) => new(
        one.Moves + other.Moves,
        one.Executions + other.Executions,
        one.Jobs + other.Jobs,
        one.Selective + other.Selective,
        one.Retried + other.Retried,
        one.BackedOff + other.BackedOff,
        one.CacheHits + other.CacheHits,
        one.Stopped + other.Stopped,
        one.Failed + other.Failed,
        one.Succeeded + other.Succeeded);
}

/// <summary>One seed from its first move to the judgement.</summary>
public static class Story
{
    private const int MostMoves = 400_000;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>Tells the story of a seed, with something broken on purpose when <paramref name="plant"/> is given.</summary>
    public static StoryEnd Tell(ulong seed, Func<EnginePorts, Scene, Chance, EnginePorts>? plant = null, int moves = 50)
    {
        var before = SynchronizationContext.Current;
        var scene = new Scene(seed, moves);
        try
        {
            var server = new Server(scene, (ports, chance) => plant?.Invoke(ports, scene, chance) ?? ports);
            Live(scene, server);
            return Judge(scene);
        }
        catch (Exception e)
        {
            scene.Violations.Add($"Nothing throws where nobody listens: {e}");
            return new StoryEnd(seed, scene.Violations, scene.Trace.Last, scene.Trace.Digest, default);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static void Live(Scene scene, Server server)
    {
        var clients = Enumerable.Range(1, scene.Chance.Between(1, 4)).Select(number => new Client(scene, server, $"P{number}")).ToList();
        var story = scene.Life.CallAsync(async () =>
        {
            await scene.FillAsync();
            server.Boot();
            await Task.WhenAll([.. clients.Select(client => client.ActAsync()), ChaosAsync(scene, server)]);
            return true;
        });
        Finish(scene, story, "Every client gets to the end of its requests");
        scene.Weather = Weather.Fine;
        scene.Lost = Outage.None;
        server.BootLast();
        _ = Run(scene, () => scene.Stores.Executions.All.All(record => record.HasEnded), scene.Capacity.Jobs < 1_000 ? Longest : TimeSpan.FromMinutes(30));
        scene.Violations.AddRange(Progress.NobodyStarves(scene));
        var stopping = scene.Life.CallAsync(async () =>
        {
            await Task.WhenAll(clients.Select(client => client.StopAllAsync()));
            return true;
        });
        Finish(scene, stopping, "Every client can stop what still runs");
        _ = Run(scene, () => false, TimeSpan.FromMinutes(60)); // until nothing is left to do
        if (server.Slots is not (0, 0))
        {
            scene.Violations.Add($"No slot is held or waited for at the end: {server.Slots}.");
        }
    }

    private static void Finish(Scene scene, Task<bool> task, string sentence)
    {
        if (!Run(scene, () => task.IsCompleted, Longest) || task.IsFaulted)
        {
            scene.Violations.Add($"{sentence}: {task.Exception?.InnerException?.ToString() ?? $"the world stands still after {scene.Loop.Moves} moves"}");
        }
    }

    private static bool Run(Scene scene, Func<bool> until, TimeSpan atMost) => scene.Loop.RunUntil(until, scene.Loop.Now + atMost, MostMoves);

    /// <summary>What happens to processes and machine besides what their calls meet.</summary>
    private static async Task ChaosAsync(Scene scene, Server server)
    {
        var chance = scene.Chance.For("chaos");
        var weather = scene.Weather;
        List<Func<Task>> acts =
        [
            .. Enumerable.Repeat(server.CrashMachineAsync, weather.MachineCrashes),
            .. Enumerable.Repeat(server.OverlapAsync, weather.Overlaps),
            .. Enumerable.Repeat(server.RestartAsync, weather.Restarts),
            .. Enumerable.Repeat(() => scene.LoseAsync(chance), weather.Outages),
        ];
        while (acts.Count > 0)
        {
            await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(240)), scene.Clock);
            var act = chance.Pick(acts);
            acts.Remove(act);
            await act();
        }
    }

    private static StoryEnd Judge(Scene scene)
    {
        if (scene.Loop.Escape is { } escape)
        {
            scene.Violations.Add($"Nothing leaves the simulation's thread, or it could not be repeated:\n{escape}");
        }

        var (runs, digest) = Ledger.Read(scene);
        scene.Violations.AddRange(Judgement.Of(scene, runs));
        return new StoryEnd(scene.Seed, scene.Violations, scene.Trace.Last, digest, Ledger.Count(scene, runs));
    }
}
