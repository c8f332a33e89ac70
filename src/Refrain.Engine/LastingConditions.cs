namespace Refrain.Engine;

/// <summary>Tells an operator once of what goes wrong again and again: a full disk is one piece of news, not one for each request that meets it.</summary>
public sealed class LastingConditions(TimeProvider clock)
{
    /// <summary>What was not met for so long is news again.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private const int Most = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> met = [];

    /// <summary>True for the first time, and after a quiet while.</summary>
    public bool IsNews(string condition)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (met.Count >= Most)
            {
                met.Where(one => now - one.Value >= Quiet).Select(one => one.Key).ToList().ForEach(old => met.Remove(old));
            }

            var isNews = !met.TryGetValue(condition, out var last) || now - last >= Quiet;
            met[condition] = now;
            return isNews;
        }
    }
}
