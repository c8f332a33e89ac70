using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Refrain.Core.Identifiers;

/// <summary>Names one execution: <c>arn:aws:sagemaker:REGION:ACCOUNT:pipeline/NAME/execution/ID</c>, ID being 12 characters of a-z0-9.</summary>
[JsonConverter(typeof(PipelineExecutionArnJson))]
public sealed record PipelineExecutionArn(PipelineArn Pipeline, string ExecutionId)
{
    /// <summary>Reads an ARN; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PipelineExecutionArn? arn)
    {
        arn = text.Split(':') is ["arn", _, "sagemaker", var region, { Length: 12 } account, var resource]
            && resource.Split('/') is ["pipeline", { Length: > 0 } name, "execution", { Length: > 0 } id]
            ? new PipelineExecutionArn(new PipelineArn(new AwsScope(region, account), name), id)
            : null;
        return arn is not null;
    }

    /// <summary>Reads an ARN that we wrote ourselves.</summary>
    /// <exception cref="FormatException">A damaged record.</exception>
    public static PipelineExecutionArn Parse(string text) =>
        TryParse(text, out var arn) ? arn : throw new FormatException($"'{text}' is not the ARN of a pipeline execution.");

    /// <summary>The ARN's text.</summary>
    public override string ToString() => $"{Pipeline}/execution/{ExecutionId}";
}

internal sealed class PipelineExecutionArnJson() : TextJson<PipelineExecutionArn>(PipelineExecutionArn.Parse, arn => arn.ToString());
