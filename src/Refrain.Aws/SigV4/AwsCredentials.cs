namespace Refrain.Aws.SigV4;

/// <summary>
/// An access key pair, with the session token when the pair is temporary. Printing it never shows the secret.
/// </summary>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>Names the key only, so that a logged record gives nothing away.</summary>
    public override string ToString() => $"AwsCredentials {{ AccessKeyId = {AccessKeyId} }}";
}
