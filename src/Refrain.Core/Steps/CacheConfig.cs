using System.Text.Json;

namespace Refrain.Core.Steps;

/// <summary>A step's <c>CacheConfig</c> (spec 03, 1): whether an earlier result may stand for a run, and how old it may be.</summary>
/// <param name="Enabled">False: the step always runs. Its results are found by later lookups all the same.</param>
/// <param name="ExpireAfter">How long a result counts after the run that made it ended; null only when it is not enabled.</param>
public sealed record CacheConfig(bool Enabled, IsoDuration? ExpireAfter)
{
    private const string DurationExpected = "an ISO 8601 duration such as PT1H, P30D or P1Y6M";
    private static readonly string[] Known = ["Enabled", "ExpireAfter"];

    /// <summary>Reads the member of a step object: null when it has none, or one that is not right, which is reported.</summary>
    public static CacheConfig? Read(JsonElement step, string stepPath, Action<Diagnostic> report)
    {
        var path = $"{stepPath}.CacheConfig";
        if (step.Member("CacheConfig") is not { } json)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "an object with Enabled and ExpireAfter"));
            return null;
        }

        foreach (var unknown in json.EnumerateObject().Where(member => !Known.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Known)));
        }

        switch (json.Member("Enabled")?.ValueKind)
        {
            case null or JsonValueKind.False:
                return new CacheConfig(false, null); // ExpireAfter is ignored then, whatever it says
            case JsonValueKind.True:
                return ReadExpireAfter(json, path, report) is { } duration ? new CacheConfig(true, duration) : null;
            default:
                report(new Diagnostic($"{path}.Enabled", $"Enabled is {json.Member("Enabled")?.GetRawText()}, which is neither true nor false.", "true or false"));
                return null;
        }
    }

    /// <summary>When a result whose run ended then stops to count.</summary>
    public DateTimeOffset ExpiresAt(DateTimeOffset finishedAt) => ExpireAfter?.After(finishedAt) ?? finishedAt;

    /// <summary>True when a result whose run ended then may stand for a run now.</summary>
    public bool Covers(DateTimeOffset finishedAt, DateTimeOffset now) => Enabled && now <= ExpiresAt(finishedAt);

    private static IsoDuration? ReadExpireAfter(JsonElement json, string path, Action<Diagnostic> report)
    {
        if (json.Member("ExpireAfter") is not { } member)
        {
            report(new Diagnostic($"{path}.ExpireAfter", "Caching is enabled without ExpireAfter: a cached result must have an age at which it ends.", DurationExpected));
            return null;
        }

        if (member.ValueKind == JsonValueKind.String && IsoDuration.TryParse(member.GetString() ?? "", out var duration))
        {
            return duration;
        }

        report(new Diagnostic($"{path}.ExpireAfter", $"ExpireAfter {member.GetRawText()} is no duration.", DurationExpected));
        return null;
    }
}
