using System.Diagnostics;
using Refrain.Simulation.Planted;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation;

/// <summary>Many stories, each of them as it must be; the same seed tells the same story; and what is broken on purpose is found.</summary>
public sealed class SeedTests
{
    private const int Count = 10_000;
    private const int MostToFindAPlant = 400;

    public static TheoryData<string> PlantNames => [.. Plants.All.Keys];

    [Fact]
    public void Every_seed_is_as_it_must_be()
    {
        var end = Seeds.Tell(1, Count, Environment.ProcessorCount, untilFailure: true);

        Assert.True(end.Failures.Count == 0, string.Join("\n\n", end.Failures.Take(3).Select(failure => failure.Report())));
        Assert.Equal(Count, end.Told);

        // Stories in which nothing happens would all be good ones.
        Assert.InRange(end.Counts.Executions, 2 * Count, int.MaxValue);
        Assert.InRange(end.Counts.Jobs, 4 * Count, int.MaxValue);
        Assert.InRange(end.Counts.Selective, Count / 4, int.MaxValue);
        Assert.InRange(end.Counts.Retried, Count / 50, int.MaxValue);
        Assert.InRange(end.Counts.BackedOff, Count / 20, int.MaxValue);
        Assert.InRange(end.Counts.CacheHits, Count / 10, int.MaxValue);
        Assert.InRange(end.Counts.Stopped, Count / 10, int.MaxValue);
        Assert.InRange(end.Counts.Failed, Count / 10, int.MaxValue);
    }

    [Fact]
    public void The_same_seed_tells_the_same_story_on_any_thread()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var (first, second) = (Story.Tell(seed), default(StoryEnd));
            var other = new Thread(() => second = Story.Tell(seed));
            other.Start();
            other.Join();

            Assert.Equal(first.Digest, second?.Digest);
            Assert.Equal(first.Counts, second?.Counts);
            Assert.Equal(first.Last, second?.Last);
        }
    }

    [Fact]
    public async Task The_same_seed_tells_the_same_story_in_any_process()
    {
        var here = string.Concat(Enumerable.Range(1, 20).Select(seed => $"{seed} {Story.Tell((ulong)seed).Digest:x16}\n"));
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true };
        var own = typeof(SeedTests).Assembly.Location;
        string[] arguments = Path.GetFileNameWithoutExtension(start.FileName) == "dotnet" ? [own, "--digests", "20", "--from", "1"] : ["--digests", "20", "--from", "1"];
        Array.ForEach(arguments, start.ArgumentList.Add);

        using var there = Process.Start(start) ?? throw new InvalidOperationException("There is no second process.");
        Assert.Equal(here, await there.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Two_seeds_tell_two_stories() => Assert.Equal(50, Enumerable.Range(1, 50).Select(seed => Story.Tell((ulong)seed).Digest).Distinct().Count());

    [Theory]
    [MemberData(nameof(PlantNames))]
    public void What_is_broken_on_purpose_is_found_and_found_again(string plant)
    {
        var (finds, into) = Plants.All[plant];
        var end = Seeds.Tell(1, MostToFindAPlant, threads: 1, into, untilFailure: true);

        var found = Assert.Single(end.Failures);
        Assert.Contains(found.Violations, violation => violation.StartsWith(finds, StringComparison.Ordinal));
        var again = Story.Tell(found.Seed, into);
        Assert.Equal(found.Violations, again.Violations);
        Assert.Equal(found.Last, again.Last);
        Assert.Contains($"--seed {found.Seed}", found.Report(plant), StringComparison.Ordinal);
    }
}
