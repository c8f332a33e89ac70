using System.Globalization;
using System.Text;

namespace Refrain.Aws.SigV4;

/// <summary>A finished signature, with the texts it was made of (they are what one compares when two sides differ).</summary>
/// <param name="CanonicalRequest">The spelling of the request that was hashed.</param>
/// <param name="StringToSign">The text that was signed.</param>
/// <param name="Signature">Lower-case hex.</param>
/// <param name="HeadersToSet">The headers to set on the request before sending it, Authorization among them.</param>
public sealed record SigV4Signature(
    string CanonicalRequest, string StringToSign, string Signature, IReadOnlyList<SigV4Header> HeadersToSet)
{
    /// <summary>The value of the Authorization header.</summary>
    public string Authorization => HeadersToSet[0].Value;
}

/// <summary>Signs requests: in the Authorization header, or as a presigned URL.</summary>
public static class SigV4Signer
{
    /// <summary>
    /// Signs a request with all of its headers that hops on the way leave alone. <c>Host</c> must be among them.
    /// Sets Authorization and X-Amz-Date; X-Amz-Security-Token for temporary credentials; x-amz-content-sha256 for S3.
    /// </summary>
    /// <param name="request">The request as it will be sent; a null payload hash means an empty body.</param>
    /// <param name="credentials">Whose signature it is.</param>
    /// <param name="region">The region, for example <c>us-east-1</c>.</param>
    /// <param name="service">The signing name of the service, for example <c>sagemaker</c> or <c>s3</c>.</param>
    /// <param name="time">The time of the request; services accept 15 minutes to either side.</param>
    public static SigV4Signature Sign(
        SigV4Request request, AwsCredentials credentials, string region, string service, DateTimeOffset time)
    {
        var payloadHash = request.PayloadHash ?? PayloadHash.Empty;
        List<SigV4Header> added = [new("X-Amz-Date", SigV4Time.Timestamp(time))];
        if (credentials.SessionToken is { } token)
        {
            added.Add(new("X-Amz-Security-Token", token));
        }

        if (service is "s3")
        {
            added.Add(new("x-amz-content-sha256", payloadHash));
        }

        var toSign = request with { Headers = Replace(request.Headers, added) };
        var names = CanonicalHeaders.NamesToSign(toSign.Headers);
        RequireHost(names);
        var scope = new CredentialScope(credentials.AccessKeyId, SigV4Time.Date(time), region, service);
        var canonical = CanonicalRequest.Write(toSign, names, payloadHash, CanonicalPath.RuleFor(service));
        var stringToSign = SigningKey.StringToSign(SigV4Time.Timestamp(time), scope, canonical);
        var signature = SigningKey.Sign(SigningKey.Derive(credentials.SecretAccessKey, scope), stringToSign);
        var authorization = $"{SigningKey.Algorithm} Credential={scope}, SignedHeaders={string.Join(';', names)}, Signature={signature}";
        return new SigV4Signature(canonical, stringToSign, signature, [new("Authorization", authorization), .. added]);
    }

    /// <summary>
    /// Makes a URL that anyone may use in place of credentials until it expires. For S3 the body is not covered.
    /// </summary>
    /// <param name="method">The only method the URL is good for.</param>
    /// <param name="url">The URL, with whatever query the operation needs.</param>
    /// <param name="credentials">Whose permission is lent.</param>
    /// <param name="region">The region, for example <c>us-east-1</c>.</param>
    /// <param name="service">The signing name of the service.</param>
    /// <param name="time">From when on the URL holds.</param>
    /// <param name="expires">For how long: one second to seven days.</param>
    public static Uri Presign(
        string method, Uri url, AwsCredentials credentials, string region, string service, DateTimeOffset time, TimeSpan expires)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(expires, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expires, TimeSpan.FromDays(7));
        var scope = new CredentialScope(credentials.AccessKeyId, SigV4Time.Date(time), region, service);
        var query = new StringBuilder(url.Query.TrimStart('?'));
        Append(query, SigV4Claim.AlgorithmParameter, SigningKey.Algorithm);
        Append(query, SigV4Claim.CredentialParameter, scope.ToString());
        Append(query, SigV4Claim.DateParameter, SigV4Time.Timestamp(time));
        Append(query, SigV4Claim.ExpiresParameter, ((long)expires.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        if (credentials.SessionToken is { } token)
        {
            Append(query, SigV4Claim.TokenParameter, token);
        }

        Append(query, SigV4Claim.SignedHeadersParameter, "host");
        var rule = CanonicalPath.RuleFor(service);
        var request = new SigV4Request(method, url.AbsolutePath, query.ToString(), [new("Host", url.Authority)]);
        var payloadHash = rule is PathRule.AsSent ? PayloadHash.Unsigned : PayloadHash.Empty;
        var stringToSign = SigningKey.StringToSign(
            SigV4Time.Timestamp(time), scope, CanonicalRequest.Write(request, ["host"], payloadHash, rule));
        var signature = SigningKey.Sign(SigningKey.Derive(credentials.SecretAccessKey, scope), stringToSign);
        Append(query, SigV4Claim.SignatureParameter, signature);
        return AwsConnection.ExactUri($"{url.Scheme}://{url.Authority}{url.AbsolutePath}?{query}");
    }

    private static List<SigV4Header> Replace(IReadOnlyList<SigV4Header> headers, List<SigV4Header> added) =>
        [.. headers.Where(h => !added.Exists(a => a.Name.Equals(h.Name, StringComparison.OrdinalIgnoreCase))), .. added];

    private static void RequireHost(string[] names)
    {
        if (!names.Contains("host"))
        {
            throw new ArgumentException("The request to sign has no Host header. Add the one that will be sent.");
        }
    }

    private static void Append(StringBuilder query, string name, string value)
    {
        query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(AwsUriEncoding.Encode(value, keepSlash: false));
    }
}
