using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps.Training;

/// <summary>Reads from hyperparameters which script a framework image is to run (spec 07, 3.2).</summary>
internal static class ScriptMode
{
    /// <summary>The input that holds a script's sources, where they are in S3.</summary>
    public const string SourceInput = "sagemaker_submit_directory";

    private const string ProgramParameter = "sagemaker_program";

    /// <summary>A request for the sources; nothing when no script is named, or they are in the job already.</summary>
    public static IEnumerable<InputRequest> Sources(JsonElement arguments) =>
        IsScript(arguments) && S3Uri.TryParse(Source(arguments), out _)
            ? [new InputRequest(SourceInput, Source(arguments), "S3Prefix", JobScript.CodeDirectory, IsCode: true) { Use = new JobInputUse { Unpacked = true } }]
            : [];

    /// <summary>The script; null when the hyperparameters name none, or the job has a command of its own.</summary>
    public static JobScript? Of(JobRequest request, JobCluster cluster, RawJson channels)
    {
        if (!IsScript(request.Arguments))
        {
            return null;
        }

        var all = request.Arguments.Member("HyperParameters") is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Select(one => new HyperParameter(one.Name, RawJson.Of(Decoded(one.Value)))).OrderBy(one => one.Name, StringComparer.Ordinal).ToList()
            : [];
        return new JobScript
        {
            Program = Text(request.Arguments, ProgramParameter),
            Source = Source(request.Arguments),
            JobName = request.JobName,
            HyperParameters = all.Where(one => !IsReserved(one.Name)).ToValueList(),
            Reserved = all.Where(one => IsReserved(one.Name)).ToValueList(),
            InputDataConfig = channels,
            Cluster = cluster,
        };
    }

    // A job with an entrypoint is not run by a toolkit, whatever its hyperparameters say.
    private static bool IsScript(JsonElement arguments) =>
        Text(arguments, ProgramParameter).Length > 0 && !(arguments.Member("AlgorithmSpecification")?.Items("ContainerEntrypoint").Any() ?? false);

    private static bool IsReserved(string name) => name.StartsWith("sagemaker_", StringComparison.Ordinal) || name == "_tuning_objective_metric";

    private static string Source(JsonElement arguments) => Text(arguments, SourceInput);

    private static string Text(JsonElement arguments, string name) =>
        arguments.Member("HyperParameters")?.Member(name) is { } value ? JsonText.Scalar(Decoded(value)) ?? "" : "";

    // Clients write values as JSON in a string; a text that is none stands for itself.
    private static JsonElement Decoded(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value;
        }

        try
        {
            return new RawJson(value.GetString() ?? "").Parse();
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
