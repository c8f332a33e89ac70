using System.Diagnostics;

namespace Refrain.Simulation.Stories;

/// <summary>What a person asks of the simulation.</summary>
internal static class Commands
{
    /// <summary>One seed, with all that went wrong.</summary>
    public static int Replay(ulong seed)
    {
        var end = Story.Tell(seed);
        Console.WriteLine(end.Violations.Count == 0 ? $"Seed {seed} is as it must be: {end.Counts}, digest {end.Digest:x16}\n{string.Join('\n', end.Last)}" : end.Report());
        return end.Violations.Count == 0 ? 0 : 1;
    }

    /// <summary>Many seeds: the first failures in full, and how long it took.</summary>
    public static int Run(ulong from, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var result = Seeds.Tell(from, count, Environment.ProcessorCount);
        foreach (var failure in result.Failures.Take(5))
        {
            Console.WriteLine(failure.Report());
        }

        foreach (var kind in result.Failures.SelectMany(failure => failure.Violations.Select(violation => violation.Split(':')[0]).Distinct()).GroupBy(kind => kind).OrderByDescending(kind => kind.Count()))
        {
            Console.WriteLine($"{kind.Count(),6} seeds: {kind.Key}");
        }

        Console.WriteLine(
            $"{count} seeds, {result.Failures.Count} failed, {result.Counts}; {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count:f1} ms of CPU each");
        return result.Failures.Count == 0 ? 0 : 1;
    }

    /// <summary>A line for each seed that is the same in every process.</summary>
    public static int Digest(ulong from, int count)
    {
        for (var seed = from; seed < from + (ulong)count; seed++)
        {
            Console.WriteLine($"{seed} {Story.Tell(seed).Digest:x16}");
        }

        return 0;
    }
}
