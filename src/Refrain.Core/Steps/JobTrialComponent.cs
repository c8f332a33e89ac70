using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Steps;

/// <summary>
/// What a job is as a trial component: nothing is stored for that, it follows from the job's Describe document whenever somebody asks.
/// </summary>
public static class JobTrialComponent
{
    /// <summary>The members of DescribeTrialComponent that a job has something to say for.</summary>
    public static RawJson Of(JsonElement job, string kind) => JsonText.WriteRaw(writer =>
    {
        var prefix = kind[..^"Job".Length]; // Training, Processing
        writer.WriteStartObject();
        writer.WriteStartObject("Status");
        writer.WriteString("PrimaryStatus", job.Text($"{kind}Status"));
        writer.WriteText("Message", job.Text("FailureReason"));
        writer.WriteEndObject();
        Copy(writer, job, $"{prefix}StartTime", "StartTime");
        Copy(writer, job, $"{prefix}EndTime", "EndTime");
        WriteParameters(writer, job);
        WriteArtifacts(writer, "InputArtifacts", Inputs(job));
        WriteArtifacts(writer, "OutputArtifacts", Outputs(job));
        writer.WriteEndObject();
    });

    private static void Copy(Utf8JsonWriter writer, JsonElement job, string from, string to)
    {
        if (job.Member(from) is { } value)
        {
            writer.WritePropertyName(to);
            value.WriteTo(writer);
        }
    }

    // Numbers are told as numbers: clients plot them.
    private static void WriteParameters(Utf8JsonWriter writer, JsonElement job)
    {
        writer.WriteStartObject("Parameters");
        var resources = job.Member("ResourceConfig") ?? job.Member("ProcessingResources")?.Member("ClusterConfig") ?? default;
        var given = job.Member("HyperParameters") is { } parameters ? parameters.EnumerateObject().Select(one => (one.Name, Text: JsonText.Scalar(one.Value) ?? "")) : [];
        var machine = new[] { "InstanceType", "InstanceCount", "VolumeSizeInGB" }
            .Where(name => resources.Member(name) is not null)
            .Select(name => (Name: $"SageMaker.{name}", Text: JsonText.Scalar(resources.GetProperty(name)) ?? ""));
        foreach (var (name, text) in given.Concat(machine))
        {
            writer.WriteStartObject(name);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                writer.WriteNumber("NumberValue", number);
            }
            else
            {
                writer.WriteString("StringValue", text);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, string? Value)> Inputs(JsonElement job)
    {
        yield return ("SageMaker.ImageUri", job.Member("AlgorithmSpecification")?.Text("TrainingImage") ?? job.Member("AppSpecification")?.Text("ImageUri"));
        foreach (var channel in job.Items("InputDataConfig"))
        {
            yield return (channel.Text("ChannelName") ?? "", channel.Member("DataSource")?.Member("S3DataSource")?.Text("S3Uri"));
        }

        foreach (var input in job.Items("ProcessingInputs"))
        {
            yield return (input.Text("InputName") ?? "", input.Member("S3Input")?.Text("S3Uri"));
        }
    }

    private static IEnumerable<(string Name, string? Value)> Outputs(JsonElement job)
    {
        yield return ("SageMaker.ModelArtifact", job.Member("ModelArtifacts")?.Text("S3ModelArtifacts"));
        foreach (var output in job.Member("ProcessingOutputConfig")?.Items("Outputs") ?? [])
        {
            yield return (output.Text("OutputName") ?? "", output.Member("S3Output")?.Text("S3Uri"));
        }
    }

    private static void WriteArtifacts(Utf8JsonWriter writer, string member, IEnumerable<(string Name, string? Value)> artifacts)
    {
        writer.WriteStartObject(member);
        foreach (var (name, value) in artifacts.Where(one => one.Value is not null).DistinctBy(one => one.Name))
        {
            writer.WriteStartObject(name);
            writer.WriteString("Value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
