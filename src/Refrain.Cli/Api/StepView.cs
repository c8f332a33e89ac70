using System.Text.Json;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>One step of one execution, as ListPipelineExecutionSteps tells it.</summary>
internal sealed record StepView
{
    public required string Name { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? FailureReason { get; init; }

    /// <summary>How often it was tried again.</summary>
    public int Retries { get; init; }

    /// <summary>What the step made: the job, the model, the package.</summary>
    public string? MadeArn { get; init; }

    /// <summary><c>True</c> or <c>False</c> for a condition.</summary>
    public string? Outcome { get; init; }

    /// <summary>The execution that its result was taken from in a selective run; null when it ran.</summary>
    public string? ReusedFromArn { get; init; }

    /// <summary>The execution whose equal result the step cache found; null when it found none.</summary>
    public string? CachedFromArn { get; init; }

    /// <summary>Where the result is from, when the step did not run here.</summary>
    public string? TakenFromArn => ReusedFromArn ?? CachedFromArn;

    public bool WasReused => ReusedFromArn is not null;

    /// <summary>How long it took; null while it runs.</summary>
    public TimeSpan? Duration => EndedAt - StartedAt;

    public static StepView From(JsonElement step)
    {
        var metadata = step.Member("Metadata");
        return new StepView
        {
            Name = step.Required("StepName"),
            Status = step.Text("StepStatus") ?? "Starting",
            StartedAt = step.Time("StartTime"),
            EndedAt = step.Time("EndTime"),
            FailureReason = step.Text("FailureReason"),
            Retries = step.Member("AttemptCount") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var retries) ? retries : 0,
            MadeArn = Members(metadata).Select(made => made.Text("Arn")).FirstOrDefault(arn => arn is not null),
            Outcome = metadata?.Member("Condition")?.Text("Outcome"),
            ReusedFromArn = step.Member("SelectiveExecutionResult")?.Text("SourcePipelineExecutionArn"),
            CachedFromArn = step.Member("CacheHitResult")?.Text("SourcePipelineExecutionArn"),
        };
    }

    private static IEnumerable<JsonElement> Members(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } one ? one.EnumerateObject().Select(member => member.Value) : [];
}
