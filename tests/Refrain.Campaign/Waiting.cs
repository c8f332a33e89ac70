using System.Diagnostics;

namespace Refrain.Campaign;

/// <summary>Waits for what must come, with a limit that only a hang reaches.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> condition, TimeSpan limit, string what)
    {
        if (!await HoldsWithinAsync(condition, limit))
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds:0} s for {what}.");
        }
    }

    public static async Task<bool> HoldsWithinAsync(Func<bool> condition, TimeSpan limit)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }
}
