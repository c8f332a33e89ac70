using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps.Training;

/// <summary>What a training job is doing, more finely than its status: <c>SecondaryStatus</c> and how it came there.</summary>
internal static class TrainingPhases
{
    public static void Write(Utf8JsonWriter writer, JobProgress progress)
    {
        var phases = Of(progress);
        writer.WriteString("SecondaryStatus", phases[^1].Status);
        writer.WriteStartArray("SecondaryStatusTransitions");
        foreach (var (index, (status, from)) in phases.Index())
        {
            writer.WriteStartObject();
            writer.WriteString("Status", status);
            writer.WriteTime("StartTime", from);
            writer.WriteTime("EndTime", index + 1 < phases.Count ? phases[index + 1].From : progress.EndedAt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Each phase that was reached and when it began. A job waits for its slot as Starting, and its inputs are staged as Downloading.</summary>
    private static List<(string Status, DateTimeOffset From)> Of(JobProgress progress)
    {
        var phases = new List<(string Status, DateTimeOffset From)> { ("Starting", progress.CreatedAt) };
        if (progress.LaunchedAt is { } launched)
        {
            phases.Add(("Downloading", launched));
        }

        if (progress.BeganAt is { } began)
        {
            phases.Add(("Training", began > phases[^1].From ? began : phases[^1].From)); // two clocks may tell these
        }

        if (progress.Status == JobStatus.Stopping)
        {
            phases.Add(("Stopping", progress.ModifiedAt));
        }
        else if (progress.EndedAt is { } ended)
        {
            phases.Add((progress.End?.Outcome is JobOutcome.TimedOut ? "MaxRuntimeExceeded" : $"{progress.Status}", ended));
        }

        return phases;
    }
}
