using Microsoft.Extensions.Logging;
using Refrain.Engine.Requests;

namespace Refrain.Engine.Driving;

/// <summary>Collects garbage from time to time.</summary>
/// <param name="collect">What it does.</param>
/// <param name="every">How often; null: never.</param>
/// <param name="clock">Tells when.</param>
/// <param name="logger">For the operator.</param>
public sealed class Upkeep(CollectGarbage collect, TimeSpan? every, TimeProvider clock, ILogger<Upkeep> logger) : IAsyncDisposable
{
    /// <summary>Not at once: a start has better things to do, and a server that is started again and again should still get there.</summary>
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource leaving = new();
    private Task task = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => task = every is { } interval ? RunAsync(interval) : Task.CompletedTask;

    /// <summary>Ends, also in the middle of it: what is left is for the next time.</summary>
    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await task;
    }

    private async Task RunAsync(TimeSpan interval)
    {
        var hasFailed = false;
        try
        {
            for (var wait = FirstAfter; ; wait = interval)
            {
                await Task.Delay(wait, clock, leaving.Token);
                try
                {
                    await collect.HandleAsync(isDryRun: false, leaving.Token);
                    hasFailed = false;
                }
                catch (Exception world) when (world is IOException or UnauthorizedAccessException)
                {
                    if (!hasFailed)
                    {
                        logger.GarbageNotCollected(interval.TotalHours, world.Message);
                    }

                    hasFailed = true;
                }
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // Let go of.
        }
    }
}
