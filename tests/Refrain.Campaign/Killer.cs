using System.Diagnostics;

namespace Refrain.Campaign;

/// <summary>
/// Kills at instants that follow from the seed: whom, after how many marks of jobs, and how long after that. Counted in marks, so that a slow machine gets as far
/// between two kills as a fast one.
/// </summary>
internal sealed class Killer(CampaignServer server, Marks marks, CampaignOptions options, TextWriter output)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long marks are waited for: now and then nothing runs.</summary>
    private static readonly TimeSpan MarksLimit = TimeSpan.FromSeconds(5);

    private readonly Random random = new(options.Seed);

    public (int Server, int Supervisor, int Both, int Early) Count { get; private set; }

    public void StartServer() => server.Start(options.Isolation == "both" ? (random.Next(2) == 0 ? "auto" : "none") : options.Isolation);

    /// <summary>The whole campaign; the server lives when it is over.</summary>
    public async Task KillAllAsync(CancellationToken cancellationToken)
    {
        for (var kill = 1; kill <= options.Kills; kill++)
        {
            var (early, progress, whom) = (random.Next(5) == 0, random.Next(8), random.Next(4));
            var instant = TimeSpan.FromMilliseconds(random.Next(early ? 800 : 400));
            if (!early)
            {
                await RequireStartAsync(kill - 1, cancellationToken);
                var enough = marks.Count + progress;
                await Waiting.HoldsWithinAsync(() => marks.Count >= enough, MarksLimit);
            }

            await Task.Delay(instant, cancellationToken); // no wait for anything: the instant is what the seed chose
            await KillAsync(whom, early && !server.Ready.IsCompleted);
            if (kill % 20 == 0)
            {
                await output.WriteLineAsync($"{kill} kills");
            }
        }

        await RequireStartAsync(options.Kills, cancellationToken);
    }

    private async Task RequireStartAsync(int kills, CancellationToken cancellationToken)
    {
        if (!await server.Ready.WaitAsync(StartLimit, cancellationToken))
        {
            throw new InvalidOperationException($"The server did not start after kill {kills}: {string.Join('\n', server.Said.TakeLast(20))}");
        }
    }

    private async Task KillAsync(int whom, bool early)
    {
        var (alone, together, supervisor, count) = (Count.Server, Count.Both, Count.Supervisor, Count.Early + (early ? 1 : 0));
        var supervisorDied = whom is 2 or 3 && server.KillSupervisor();
        if (whom == 2 && supervisorDied)
        {
            Count = (alone, supervisor + 1, together, count);
            return;
        }

        await server.KillAsync();
        Count = supervisorDied ? (alone, supervisor, together + 1, count) : (alone + 1, supervisor, together, count);
        StartServer();
    }
}
