using System.Diagnostics.CodeAnalysis;

namespace Refrain.Aws.SigV4;

/// <summary>
/// Who signed, and for which day, region and service: <c>KEY/20150830/us-east-1/s3/aws4_request</c>. One listener
/// can tell the services of AWS apart by it, before (or without) verifying the signature.
/// </summary>
public sealed record CredentialScope(string AccessKeyId, string Date, string Region, string Service)
{
    private const string Terminator = "aws4_request";

    /// <summary>The scope without the key, as it stands in the string to sign.</summary>
    public string Text => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>The full value of a Credential parameter.</summary>
    public override string ToString() => $"{AccessKeyId}/{Text}";

    /// <summary>Reads the value of a Credential parameter (decoded, if it came in a query).</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CredentialScope? scope)
    {
        scope = text?.Split('/') is [{ Length: > 0 } key, { Length: 8 } date, var region, { Length: > 0 } service, Terminator]
            && !date.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? new CredentialScope(key, date, region, service)
            : null;
        return scope is not null;
    }

    /// <summary>
    /// Finds the scope of a request in its Authorization header or in its presigned query. Nothing is verified: use
    /// it to route, or where any credentials are welcome. Null when the request is unsigned or its scope is damaged.
    /// </summary>
    public static CredentialScope? Find(SigV4Request request) =>
        TryParse(SigV4Claim.FindCredential(request), out var scope) ? scope : null;
}
