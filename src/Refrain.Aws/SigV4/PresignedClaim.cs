using System.Globalization;

namespace Refrain.Aws.SigV4;

/// <summary>Reads the query parameters X-Amz-* of a presigned URL.</summary>
internal static class PresignedClaim
{
    private const int MaxExpiresSeconds = 7 * 24 * 60 * 60;

    public static SigV4Claim Read(SigV4Request request)
    {
        var parameters = Parameters(request.Query);
        if (Required(parameters, SigV4Claim.AlgorithmParameter) != SigningKey.Algorithm)
        {
            throw Incomplete($"X-Amz-Algorithm must be {SigningKey.Algorithm}.");
        }

        if (!CredentialScope.TryParse(Required(parameters, SigV4Claim.CredentialParameter), out var scope))
        {
            throw Incomplete("X-Amz-Credential must read KEY/YYYYMMDD/REGION/SERVICE/aws4_request.");
        }

        var timestamp = Required(parameters, SigV4Claim.DateParameter);
        if (!SigV4Time.TryParse(timestamp, out var time))
        {
            throw Incomplete("X-Amz-Date must read YYYYMMDD'T'HHMMSS'Z'.");
        }

        var signedHeaders = SigV4Claim.ReadSignedHeaders(Required(parameters, SigV4Claim.SignedHeadersParameter))
            ?? throw Incomplete("X-Amz-SignedHeaders must list lower-case names parted by ';', 'host' among them.");
        return new SigV4Claim(scope, timestamp, time, signedHeaders, Required(parameters, SigV4Claim.SignatureParameter))
        {
            Expires = ReadExpires(Required(parameters, SigV4Claim.ExpiresParameter)),
            PayloadHash = parameters.GetValueOrDefault(SigV4Claim.PayloadHashParameter) ?? PayloadHashFor(request, scope),
            SessionToken = parameters.GetValueOrDefault(SigV4Claim.TokenParameter),
        };
    }

    // S3 presigns without knowing the body, unless the holder must send the hash in a signed header.
    private static string? PayloadHashFor(SigV4Request request, CredentialScope scope) =>
        request.HeaderValues("x-amz-content-sha256").FirstOrDefault()
        ?? (CanonicalPath.RuleFor(scope.Service) is PathRule.AsSent ? PayloadHash.Unsigned : null);

    private static Dictionary<string, string> Parameters(string query)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in CanonicalQuery.Split(query))
        {
            if (name.StartsWith("X-Amz-", StringComparison.Ordinal) && !found.TryAdd(name, AwsUriEncoding.Decode(value)))
            {
                throw Incomplete($"The query parameter '{name}' must not be sent more than once.");
            }
        }

        return found;
    }

    private static string Required(Dictionary<string, string> parameters, string name) =>
        parameters.GetValueOrDefault(name) is { Length: > 0 } value
            ? value
            : throw Incomplete($"A presigned URL requires the query parameter '{name}'.");

    private static TimeSpan ReadExpires(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxExpiresSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Incomplete("X-Amz-Expires must be a number of seconds, not negative and not more than a week (604800).");

    private static SigV4RefusedException Incomplete(string message) => new(SigV4Refusal.IncompletePresignedUrl, message);
}
