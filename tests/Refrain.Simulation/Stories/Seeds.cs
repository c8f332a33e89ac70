using Refrain.Engine.Tests.World;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>What many seeds came to.</summary>
public sealed record SeedsEnd(IReadOnlyList<StoryEnd> Failures, StoryCounts Counts, int Told);

/// <summary>Tells the stories of many seeds, on a few threads; each story has one thread to itself.</summary>
public static class Seeds
{
    /// <summary>Tells them all, or until one failed when <paramref name="untilFailure"/> is set.</summary>
    public static SeedsEnd Tell(ulong from, int count, int threads, Func<EnginePorts, Scene, Chance, EnginePorts>? plant = null, bool untilFailure = false)
    {
        var (gate, next, told) = (new Lock(), 0, 0);
        var failures = new List<StoryEnd>();
        var counts = default(StoryCounts);
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (Interlocked.Increment(ref next) - 1 is var index && index < count)
            {
                var end = Story.Tell(from + (ulong)index, plant);
                lock (gate)
                {
                    told++;
                    counts += end.Counts;
                    if (end.Violations.Count > 0)
                    {
                        failures.Add(end);
                    }

                    if (untilFailure && failures.Count > 0)
                    {
                        return;
                    }
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return new SeedsEnd([.. failures.OrderBy(failure => failure.Seed)], counts, told);
    }
}
