using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>A run that ended well.</summary>
/// <param name="Execution">The execution that really ran it; its step report holds the result.</param>
/// <param name="Key">What it ran with.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record CacheEntry(PipelineExecutionArn Execution, StepCacheKey Key, DateTimeOffset EndedAt);

/// <summary>What came of a step's lookup in the cache, told afterwards.</summary>
/// <param name="Code"><c>hit</c>, or why not: <c>disabled</c>, <c>no-candidate</c>, <c>differs</c>, <c>expired</c>, <c>unusable</c>.</param>
/// <param name="Reason">The same as a sentence.</param>
/// <param name="Nearest">The run that was taken, or came nearest to it; null when there was none.</param>
/// <param name="Differing">Attributes of the key in which the nearest differs.</param>
public sealed record CacheVerdict(string Code, string Reason, CacheEntry? Nearest, ValueList<string> Differing)
{
    /// <summary>A run was found.</summary>
    public static CacheVerdict Hit(CacheEntry taken) => new("hit", $"The run of execution {taken.Execution.ExecutionId} has the same key and stands for it.", taken, []);

    /// <summary>Why a step that looked at that moment ran all the same.</summary>
    /// <param name="key">What it looked for.</param>
    /// <param name="config">Its <c>CacheConfig</c>.</param>
    /// <param name="at">When it looked.</param>
    /// <param name="earlier">Runs that had ended by then, the latest first.</param>
    public static CacheVerdict Miss(StepCacheKey key, CacheConfig? config, DateTimeOffset at, ValueList<CacheEntry> earlier)
    {
        var nearest = earlier.OrderBy(entry => Differences(key, entry.Key).Count).FirstOrDefault(); // of equally near ones the latest: the order is stable
        var differing = nearest is null ? [] : Differences(key, nearest.Key);
        if (config is not { Enabled: true, ExpireAfter: { } age })
        {
            return new CacheVerdict("disabled", "Caching is not enabled for the step, so it did not look.", nearest, differing);
        }

        if (nearest is null)
        {
            return new CacheVerdict("no-candidate", $"No earlier run of the step that ended well is remembered (cache identity {key.Identity.Word()}).", null, []);
        }

        var run = $"the run of execution {nearest.Execution.ExecutionId}";
        return (differing.Count, config.Covers(nearest.EndedAt, at)) switch
        {
            ( > 0, _) => new CacheVerdict("differs", $"No earlier run has the same key; {run} comes nearest and differs in {string.Join(", ", differing)}.", nearest, differing),
            (_, false) => new CacheVerdict("expired", $"Only runs older than {age} have the same key; {run} is the latest of them.", nearest, []),
            _ => new CacheVerdict("unusable", $"Although {run} has the same key, it was recorded too late for this one, or bytes of its outputs are lost.", nearest, []),
        };
    }

    /// <summary>Names of the attributes that differ, those that only one of the two has among them.</summary>
    private static ValueList<string> Differences(StepCacheKey one, StepCacheKey other) =>
        one.Components.Except(other.Components).Concat(other.Components.Except(one.Components)).Select(component => component.Name).Distinct().ToValueList();
}
