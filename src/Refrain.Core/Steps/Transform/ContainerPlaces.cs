using System.Globalization;
using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps.Transform;

/// <summary>One container of a served model: what is staged for it, and where.</summary>
/// <param name="Container">As <see cref="ServedModel"/> has it.</param>
/// <param name="Number">From 1. The first one has the places that a container expects; further ones, whose places these would be too, have others.</param>
/// <param name="JobEnvironment">The variables of the job.</param>
internal sealed record ContainerPlaces(JsonElement Container, int Number, ValueList<EnvironmentVariable> JobEnvironment)
{
    /// <summary>The image.</summary>
    public string Image => Container.Text("Image") ?? "";

    private JsonElement? Data => Container.Member("ModelData");

    private JsonElement? Code => Container.Member("Code");

    private string ModelFolder => Number == 1 ? "/opt/ml/model" : Numbered("/opt/ml/model");

    private string? ModelArchive => Data?.Text("CompressionType") == "Gzip" ? Numbered("/opt/ml/transform/model") : null;

    private string? CodeArchive => Code is null ? null : Numbered("/opt/ml/transform/code");

    private string CodeFolder => Number == 1 ? "/opt/ml/code" : Numbered("/opt/ml/code");

    /// <summary>What must be staged.</summary>
    public IEnumerable<InputRequest> Requests()
    {
        if (Data is { } data)
        {
            yield return Request("model", data, ModelArchive ?? ModelFolder, isCode: false);
        }

        if (Code is { } code && CodeArchive is { } place)
        {
            yield return Request("code", code, place, isCode: true);
        }
    }

    /// <summary>The container as the job has it.</summary>
    public ServedContainer Served() => new(
        Image,
        [.. JobArguments.Map(Container, "Environment"), .. JobEnvironment, .. Code is null ? ValueList<EnvironmentVariable>.Empty : [new EnvironmentVariable("SAGEMAKER_SUBMIT_DIRECTORY", CodeFolder)]],
        ModelFolder,
        ModelArchive,
        CodeArchive,
        Code is null ? null : CodeFolder);

    private InputRequest Request(string name, JsonElement place, string localPath, bool isCode) =>
        new(Number == 1 ? name : Numbered(name), place.Text("S3Uri") ?? "", place.Text("S3DataType") ?? "S3Prefix", localPath, isCode);

    private string Numbered(string text) => $"{text}-{Number.ToString(CultureInfo.InvariantCulture)}";
}
