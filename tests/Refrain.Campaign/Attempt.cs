using System.Text.Json;
using System.Text.RegularExpressions;

namespace Refrain.Campaign;

/// <summary>One recorded attempt of a job step. <paramref name="Ending"/> is the name of the event that ended it; null while it is open.</summary>
internal sealed partial record Attempt(string Execution, string Step, int Number, string Job, string? Ending, string Reason)
{
    /// <summary>The exit code in the reason of a failure; null when there is none.</summary>
    public int? ExitCode => Code().Match(Reason) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan) : null;

    /// <summary>The attempts of one history.</summary>
    public static IEnumerable<Attempt> Of(string execution, IReadOnlyList<JsonElement> events) =>
        from launching in events
        where Name(launching) == "StepLaunching"
        let step = launching.GetProperty("step").GetString()
        let number = launching.GetProperty("attempt").GetInt32()
        let end = events.FirstOrDefault(one => Ends(one, step, number))
        select new Attempt(
            execution, step, number, launching.GetProperty("jobName").GetString()!, // a member that every launch has
            end.ValueKind == JsonValueKind.Undefined ? null : Name(end),
            end.ValueKind != JsonValueKind.Undefined && end.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "");

    /// <summary>The event's name.</summary>
    public static string Name(JsonElement happened) => happened.GetProperty("event").GetString()!; // the discriminator

    /// <summary>What the marks say against the record of this attempt, if anything.</summary>
    public IEnumerable<string> Findings(int starts, IReadOnlyList<int> ends)
    {
        if (starts > 1 || ends.Count > 1)
        {
            yield return $"doubled: {this} began {starts} times and came to its end {ends.Count} times";
        }

        var problem = Ending switch
        {
            null => "hanging: no end is recorded",
            "StepSucceeded" when starts != 1 || ends is not [0] => "lost: recorded as succeeded, and the marks say otherwise",
            "StepFailed" or "StepBackedOff" when ExitCode is not { } code || starts != 1 || !ends.SequenceEqual([code]) => "lost: recorded as failed, and the marks say otherwise",
            _ => null,
        };
        if (problem is not null)
        {
            yield return $"{problem}: {this}; marks: {starts} starts, ends [{string.Join(' ', ends)}]";
        }
    }

    public override string ToString() => $"{Execution}.{Step}.{Number} ({Job}, {Ending ?? "open"}{(Reason.Length > 0 ? $": {Reason}" : "")})";

    private static bool Ends(JsonElement happened, string? step, int attempt) => Name(happened) switch
    {
        "StepSucceeded" or "StepFailed" or "StepStopped" => happened.GetProperty("attempt").GetInt32() == attempt,
        "StepBackedOff" => happened.GetProperty("nextAttempt").GetInt32() == attempt + 1,
        _ => false,
    } && happened.GetProperty("step").GetString() == step;

    [GeneratedRegex("exit code: (\\d+)")]
    private static partial Regex Code();
}
