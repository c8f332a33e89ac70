using System.Diagnostics.CodeAnalysis;

namespace Refrain.Core.Identifiers;

/// <summary>Names one pipeline: <c>arn:aws:sagemaker:REGION:ACCOUNT:pipeline/NAME</c>. The name keeps its case and compares without it (spec 05, 2).</summary>
public sealed record PipelineArn(AwsScope Scope, string Name)
{
    /// <summary>Reads an ARN; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PipelineArn? arn)
    {
        arn = text.Split(':') is ["arn", _, "sagemaker", var region, { Length: 12 } account, var resource]
            && resource.Split('/') is ["pipeline", { Length: > 0 } name]
            ? new PipelineArn(new AwsScope(region, account), name)
            : null;
        return arn is not null;
    }

    /// <summary>The ARN's text.</summary>
    public override string ToString() => Scope.Arn($"pipeline/{Name}");
}
