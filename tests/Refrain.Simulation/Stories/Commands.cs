using System.Diagnostics;

namespace Refrain.Simulation.Stories;

/// <summary>What a person asks of the simulation.</summary>
internal static class Commands
{
    /// <summary>What the arguments ask for, and the exit code; null when they are no command.</summary>
    public static int? Run(string[] args) => args switch
    {
        ["--seeds", var count, "--from", var from] => Many(ulong.Parse(from), int.Parse(count)),
        ["--seeds", var count] => Many(1, int.Parse(count)),
        ["--seed", var seed, "--trace"] => One(ulong.Parse(seed), moves: int.MaxValue),
        ["--seed", var seed] => One(ulong.Parse(seed), moves: 50),
        ["--digests", var count, "--from", var from] => Digests(ulong.Parse(from), int.Parse(count)),
        _ => null,
    };

    /// <summary>One seed, with all that went wrong.</summary>
    private static int One(ulong seed, int moves)
    {
        var end = Story.Tell(seed, moves: moves);
        Console.WriteLine(end.Violations.Count == 0 ? $"Seed {seed} is as it must be: {end.Counts}, digest {end.Digest:x16}\n{string.Join('\n', end.Last)}" : end.Report());
        return end.Violations.Count == 0 ? 0 : 1;
    }

    /// <summary>Many seeds: the first failures in full, and how long it took.</summary>
    private static int Many(ulong from, int count)
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
    private static int Digests(ulong from, int count)
    {
        for (var seed = from; seed < from + (ulong)count; seed++)
        {
            Console.WriteLine($"{seed} {Story.Tell(seed).Digest:x16}");
        }

        return 0;
    }
}
