using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Refrain.Campaign;

/// <summary>
/// Runs pipelines on the built programs while the server, its supervisor, or both are killed at random instants; then reads back whether every execution ended and
/// every recorded attempt ran exactly once.
/// </summary>
public static class CrashCampaign
{
    /// <summary>Executions that are under way at the same time.</summary>
    private const int Runners = 3;

    /// <summary>Far more than an execution takes on the slowest machine.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(4);

    /// <summary>Runs one.</summary>
    /// <param name="options">How long, and which.</param>
    /// <param name="output">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it early, with an exception.</param>
    public static async Task<CampaignReport> RunAsync(CampaignOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var took = Stopwatch.StartNew();
        await output.WriteLineAsync($"crash campaign: {options.Kills} kills, seed {options.Seed}, isolation {options.Isolation}");
        using var marks = new Marks();
        var workload = new Workload(marks);
        await using var server = new CampaignServer();
        var killer = new Killer(server, marks, options, output);
        killer.StartServer();
        using var over = new CancellationTokenSource();
        var runs = new Runs(server, over.Token);
        foreach (var pipeline in new[] { Workload.Wide, Workload.Mixed })
        {
            await runs.CreateAsync(pipeline, workload.Definition(pipeline), cancellationToken);
        }

        var running = Enumerable.Range(0, Runners).Select(number => runs.KeepRunningAsync(new Random(options.Seed + 1 + number), cancellationToken)).ToList();
        await killer.KillAllAsync(cancellationToken);
        await over.CancelAsync();
        var findings = new List<string>();
        if (await Task.WhenAny(Task.WhenAll(running), Task.Delay(EndLimit, cancellationToken)) is { IsCompletedSuccessfully: true } ended && running.TrueForAll(run => run.IsCompleted))
        {
            await ended;
        }
        else
        {
            running.Where(run => run.IsFaulted).ToList().ForEach(run => run.GetAwaiter().GetResult());
            findings.AddRange(runs.Open.Select(arn => $"hanging: {arn} has not ended {EndLimit.TotalMinutes:0} minutes after the last kill"));
        }

        await marks.DrainAsync(cancellationToken);
        var invariants = new Invariants(server, marks, workload, runs);
        return new CampaignReport
        {
            Options = options,
            Kills = killer.Count,
            AmidSpawn = server.AmidSpawn,
            Findings = [.. findings, .. await invariants.FindAsync(cancellationToken)],
            Executions = invariants.Executions,
            Attempts = invariants.Attempts,
            Marks = (marks.Started.Count(), marks.Ended.Count()),
            Objects = invariants.Objects,
            Took = took.Elapsed,
        };
    }
}
