using System.Globalization;
using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Core;

namespace Refrain.Cli.Demo;

/// <summary>What the demo shows of a training job.</summary>
/// <param name="Status">For example <c>Completed</c>.</param>
/// <param name="ModelUri">Where the model lies.</param>
/// <param name="Metrics">The last value of each metric.</param>
/// <param name="HyperParameters">As the job got them.</param>
internal sealed record TrainingJob(
    string Status, string? ModelUri, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> HyperParameters)
{
    public static TrainingJob From(JsonElement description) => new(
        description.Required("TrainingJobStatus"),
        description.Member("ModelArtifacts")?.Text("S3ModelArtifacts"),
        description.Items("FinalMetricDataList").ToDictionary(metric => metric.Required("MetricName"), metric => metric.GetProperty("Value").GetDouble()),
        description.Member("HyperParameters") is { } given
            ? given.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "")
            : []);

    /// <summary>A metric as text; a dash when the job reported none.</summary>
    public string Metric(string name) => Metrics.TryGetValue(name, out var value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "-";
}
