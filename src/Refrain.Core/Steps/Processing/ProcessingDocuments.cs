using System.Text.Json;

namespace Refrain.Core.Steps.Processing;

/// <summary>What a processing job finds about itself in <c>/opt/ml/config</c> (spec 07, 2).</summary>
internal static class ProcessingDocuments
{
    private static readonly string[] OfTheJob = ["Environment", "ProcessingInputs", "ProcessingOutputConfig", "ProcessingResources", "RoleArn", "StoppingCondition"];

    /// <summary><c>processingjobconfig.json</c>: what was not asked for is there as null.</summary>
    public static string JobConfig(JobRequest request) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("ProcessingJobArn", request.JobArn);
        writer.WriteString("ProcessingJobName", request.JobName);
        writer.WritePropertyName("AppSpecification");
        WriteWhole(writer, request.Arguments.Member("AppSpecification"), "ImageUri", "ContainerEntrypoint", "ContainerArguments");
        foreach (var name in OfTheJob)
        {
            writer.WritePropertyName(name);
            switch (name)
            {
                case "ProcessingOutputConfig":
                    WriteWhole(writer, request.Arguments.Member(name), "Outputs", "KmsKeyId");
                    break;
                default:
                    WriteOrNull(writer, request.Arguments.Member(name));
                    break;
            }
        }

        writer.WriteEndObject();
    }).Text;

    private static void WriteWhole(Utf8JsonWriter writer, JsonElement? owner, params ReadOnlySpan<string> names)
    {
        writer.WriteStartObject();
        foreach (var name in names)
        {
            writer.WritePropertyName(name);
            WriteOrNull(writer, owner?.Member(name));
        }

        writer.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter writer, JsonElement? value)
    {
        if (value is { } element)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
