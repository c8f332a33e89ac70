using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps.Training;

/// <summary>
/// <c>CheckpointConfig</c>: what an earlier attempt left is there when a job starts, and what it writes is stored while it runs, so that the next attempt can go on from it.
/// </summary>
internal static class TrainingCheckpoints
{
    private const string Name = "checkpoints";

    /// <summary>What is restored.</summary>
    public static IEnumerable<InputRequest> Requests(JsonElement arguments) =>
        Config(arguments) is var (place, path) ? [new InputRequest(Name, $"{place.ToString().TrimEnd('/')}/", "S3Prefix", path, IsCode: false) { IsProgress = true }] : [];

    /// <summary>What is stored.</summary>
    public static IEnumerable<JobOutput> Outputs(JsonElement arguments) =>
        Config(arguments) is var (place, path) ? [new JobOutput(Name, path, place, JobOutputForm.Files, OnlyOnSuccess: false, []) { Continuous = true }] : [];

    /// <summary>Reports a place that is none.</summary>
    public static void Check(JsonElement arguments, Action<Diagnostic> report)
    {
        if (arguments.Member("CheckpointConfig")?.Text("S3Uri") is { } text && !S3Uri.TryParse(text, out _))
        {
            report(new Diagnostic("Arguments.CheckpointConfig.S3Uri", $"'{text}' is not an S3 URI.", "s3://BUCKET/KEY"));
        }
    }

    private static (S3Uri Place, string Path)? Config(JsonElement arguments) =>
        arguments.Member("CheckpointConfig") is { } config && S3Uri.TryParse(config.Text("S3Uri") ?? "", out var place)
            ? (place.Value, config.Text("LocalPath") ?? "/opt/ml/checkpoints")
            : null;
}
