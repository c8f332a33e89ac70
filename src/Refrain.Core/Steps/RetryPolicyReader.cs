using System.Text.Json;

namespace Refrain.Core.Steps;

/// <summary>Reads <c>RetryPolicies</c> of a step (spec 04, 3).</summary>
internal sealed class RetryPolicyReader(IStepType type, Limits limits, Action<Diagnostic> report)
{
    private static readonly string[] Members = ["ExceptionType", "IntervalSeconds", "BackoffRate", "MaxAttempts", "ExpireAfterMin"];

    /// <summary>The policies of a step; those with problems are reported and left out.</summary>
    public ValueList<RetryPolicy> Read(JsonElement step, string stepPath)
    {
        if (step.Member("RetryPolicies") is not { } list || type.RetriedExceptions.Count == 0)
        {
            return []; // a type that takes no policies has no such member: the step reader said so
        }

        var path = $"{stepPath}.RetryPolicies";
        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic(path, "Expecting start of Json Array.", "an array of retry policies"));
            return [];
        }

        return list.EnumerateArray().Select((item, index) => ReadOne(item, $"{path}[{index}]")).OfType<RetryPolicy>().ToValueList();
    }

    private RetryPolicy? ReadOne(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", $"a policy with {string.Join(", ", Members)}"));
            return null;
        }

        foreach (var unknown in item.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", Members)));
        }

        var exceptions = ExceptionTypes(item, $"{path}.ExceptionType");
        var interval = Integer(item, "IntervalSeconds", limits.RetryIntervalSeconds, path);
        var backoff = BackoffRate(item, path);
        var attempts = Integer(item, "MaxAttempts", limits.RetryMaxAttempts, path);
        var expire = Integer(item, "ExpireAfterMin", limits.RetryExpireAfterMinutes, path);
        if (item.Member("MaxAttempts") is not null && item.Member("ExpireAfterMin") is not null)
        {
            report(new Diagnostic(path, "A retry policy has both MaxAttempts and ExpireAfterMin.", "only one of them"));
        }

        return new RetryPolicy(
            exceptions,
            interval ?? RetryPolicy.DefaultIntervalSeconds,
            backoff,
            attempts ?? (expire is null ? RetryPolicy.DefaultMaxAttempts : null),
            expire);
    }

    private ValueList<string> ExceptionTypes(JsonElement item, string path)
    {
        var given = item.Member("ExceptionType") switch
        {
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().ToList(),
            { ValueKind: JsonValueKind.String } one => [one],
            _ => [],
        };
        if (given.Count == 0)
        {
            report(new Diagnostic(path, "A retry policy needs an ExceptionType.", $"an array of {string.Join(", ", type.RetriedExceptions)}"));
        }

        foreach (var other in given.Where(one => one.ValueKind != JsonValueKind.String || !type.RetriedExceptions.Contains(one.GetString() ?? "")))
        {
            var text = other.ValueKind == JsonValueKind.String ? other.GetString() : other.GetRawText();
            var problem = RetriedExceptions.All.Contains(text ?? "")
                ? $"A step of type {type.Name} cannot be retried for '{text}'."
                : $"Model Validation failed: Value '{text}' for 'ExceptionType' failed to satisfy enum value set: [{string.Join(", ", RetriedExceptions.All)}]";
            report(new Diagnostic(path, problem, $"some of {string.Join(", ", type.RetriedExceptions)}"));
        }

        return given.Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString() ?? "").ToValueList();
    }

    private int? Integer(JsonElement item, string name, int max, string path)
    {
        if (item.Member(name) is not { } member)
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var value) && value >= 0 && value <= max)
        {
            return value;
        }

        report(new Diagnostic($"{path}.{name}", $"{name} {member.GetRawText()} of a retry policy is out of range.", $"a whole number from 0 to {max}"));
        return null;
    }

    private double BackoffRate(JsonElement item, string path)
    {
        if (item.Member("BackoffRate") is not { } member)
        {
            return RetryPolicy.DefaultBackoffRate;
        }

        if (member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var value) && value >= 0 && double.IsFinite(value))
        {
            return value;
        }

        report(new Diagnostic($"{path}.BackoffRate", $"BackoffRate {member.GetRawText()} of a retry policy is out of range.", "a number of at least 0"));
        return RetryPolicy.DefaultBackoffRate;
    }
}
