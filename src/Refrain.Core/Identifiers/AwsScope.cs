namespace Refrain.Core.Identifiers;

/// <summary>Region and account: the two parts of an ARN that come from the request and the configuration.</summary>
public sealed record AwsScope(string Region, string Account)
{
    /// <summary><c>arn:aws:sagemaker:REGION:ACCOUNT:RESOURCE</c>.</summary>
    public string Arn(string resource) => $"arn:aws:sagemaker:{Region}:{Account}:{resource}";
}
