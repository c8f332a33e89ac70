using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Jobs;

/// <summary>How a job ended. A value, never an exception: it is the step's business, not ours.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Exited), "exited")]
[JsonDerivedType(typeof(NotStarted), "not-started")]
[JsonDerivedType(typeof(Lost), "lost")]
[JsonDerivedType(typeof(TimedOut), "timed-out")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Broken), "broken")]
public abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>The program ended by itself; 128+N for death by signal N.</summary>
    public sealed record Exited(int Code) : JobOutcome;

    /// <summary>The program could not be started: the user's fault (no such file, not executable, no runtime for the image).</summary>
    public sealed record NotStarted(string Reason) : JobOutcome;

    /// <summary>The job vanished without an exit record: the machine's fault, not the user's.</summary>
    public sealed record Lost(string Reason) : JobOutcome;

    /// <summary>Stopped by us because it ran longer than it may.</summary>
    public sealed record TimedOut(int MaxRuntimeSeconds) : JobOutcome;

    /// <summary>Stopped by us because somebody asked.</summary>
    public sealed record Stopped : JobOutcome;

    /// <summary>The program ended well but what it promised is not there, or cannot be stored as asked.</summary>
    public sealed record Broken(string Reason) : JobOutcome;
}

/// <summary>The last value of a metric.</summary>
public sealed record MetricValue(string Name, double Value, DateTimeOffset Timestamp);

/// <summary>What an output held when the job ended. Entry paths are relative to <paramref name="S3Uri"/>; "" when the URI names the object itself.</summary>
public sealed record RecordedOutput(string Name, S3Uri S3Uri, ContentManifest Content);

/// <summary>Everything a runtime reports about an ended job; its outputs are already in the object store.</summary>
public sealed record JobEnd
{
    /// <summary>How it ended.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>When the program started; null when it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>What was stored.</summary>
    public ValueList<RecordedOutput> Outputs { get; init; } = [];

    /// <summary>Metrics found in the log.</summary>
    public ValueList<MetricValue> Metrics { get; init; } = [];

    /// <summary>First KiB of <c>/opt/ml/output/message</c> (Processing).</summary>
    public string? ExitMessage { get; init; }

    /// <summary>First 1024 characters of <c>/opt/ml/output/failure</c> (Training).</summary>
    public string? FailureText { get; init; }

    /// <summary>The last lines of the log, at most 20 lines and 600 characters; for the failure reason.</summary>
    public string LogTail { get; init; } = "";
}
