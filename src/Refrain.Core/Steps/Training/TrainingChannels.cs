using System.Text.Json;
using Refrain.Core.Jobs;

namespace Refrain.Core.Steps.Training;

/// <summary>The channels of a training job: <c>InputDataConfig</c>, and the file in which the job finds it (spec 07, 3).</summary>
internal static class TrainingChannels
{
    // Channels that carry programs: the SDK's script mode, ModelTrainer and step decorator, and the plain name.
    private static readonly string[] CodeChannels = ["code", "sm_drivers", "sagemaker_remote_function_bootstrap", "pre_exec_script_and_dependencies", "sagemaker_wksp_dir"];

    /// <summary>One request for each channel over S3.</summary>
    public static IEnumerable<InputRequest> Requests(JsonElement arguments) =>
        from channel in arguments.Items("InputDataConfig")
        let source = channel.Member("DataSource")?.Member("S3DataSource")
        where source is not null
        select Request(arguments, channel, source.Value);

    /// <summary>Reports what channels ask for and are not given here.</summary>
    public static void Check(JsonElement arguments, Action<Diagnostic> report)
    {
        foreach (var (channel, index) in arguments.Items("InputDataConfig").Select((channel, index) => (channel, index)))
        {
            var path = $"Arguments.InputDataConfig[{index}]";
            if (channel.Member("DataSource")?.Member("FileSystemDataSource") is not null)
            {
                report(new Diagnostic($"{path}.DataSource.FileSystemDataSource", "Channels over EFS and FSx are not offered.", "an S3DataSource"));
            }

            if (channel.Member("DataSource")?.Member("S3DataSource")?.Text("S3DataType") == "AugmentedManifestFile")
            {
                report(new Diagnostic($"{path}.DataSource.S3DataSource.S3DataType", "Augmented manifests are not offered.", "S3Prefix or ManifestFile"));
            }

            if (Mode(arguments, channel) == "Pipe" && channel.Text("ChannelName") is { } name && name.Contains('/'))
            {
                report(new Diagnostic($"{path}.ChannelName", $"'{name}' cannot name a pipe.", "a name without slashes"));
            }
        }
    }

    /// <summary><c>inputdataconfig.json</c>.</summary>
    public static RawJson Config(JsonElement arguments) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        foreach (var channel in arguments.Items("InputDataConfig"))
        {
            writer.WriteStartObject(channel.Text("ChannelName") ?? "");
            writer.WriteText("ContentType", channel.Text("ContentType"));
            writer.WriteString("TrainingInputMode", Mode(arguments, channel));
            writer.WriteString("S3DistributionType", channel.Member("DataSource")?.Member("S3DataSource")?.Text("S3DataDistributionType") ?? "FullyReplicated");
            writer.WriteString("RecordWrapperType", channel.Text("RecordWrapperType") ?? "None");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    private static InputRequest Request(JsonElement arguments, JsonElement channel, JsonElement source)
    {
        var name = channel.Text("ChannelName") ?? "";
        var mode = Mode(arguments, channel);
        return new InputRequest(name, source.Text("S3Uri") ?? "", source.Text("S3DataType") ?? "S3Prefix", $"/opt/ml/input/data/{name}", CodeChannels.Contains(name))
        {
            Use = new JobInputUse
            {
                Sharded = JobArguments.IsSharded(source),
                ReadOnly = mode == "FastFile",
                Pipe = mode == "Pipe" ? new JobPipe(channel.Text("CompressionType") == "Gzip", channel.Text("RecordWrapperType") == "RecordIO") : null,
            },
        };
    }

    private static string Mode(JsonElement arguments, JsonElement channel) =>
        channel.Text("InputMode") ?? arguments.Member("AlgorithmSpecification")?.Text("TrainingInputMode") ?? "File";
}
