namespace Refrain.Aws.SigV4;

/// <summary>
/// Reads the Authorization header: <c>AWS4-HMAC-SHA256 Credential=.., SignedHeaders=.., Signature=..</c>.
/// </summary>
internal static class HeaderClaim
{
    public static SigV4Claim Read(SigV4Request request, string header)
    {
        if (!header.StartsWith(SigningKey.Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete($"The Authorization header must begin with '{SigningKey.Algorithm}': only Signature Version 4 is spoken here.");
        }

        if (!CredentialScope.TryParse(Required(header, "Credential"), out var scope))
        {
            throw Incomplete("The Credential parameter must read KEY/YYYYMMDD/REGION/SERVICE/aws4_request.");
        }

        var signedHeaders = SigV4Claim.ReadSignedHeaders(Required(header, "SignedHeaders"))
            ?? throw Incomplete("The SignedHeaders parameter must list lower-case names parted by ';', 'host' among them.");
        var signature = Required(header, "Signature");
        var time = ReadTime(request);
        return new SigV4Claim(scope, SigV4Time.Timestamp(time), time, signedHeaders, signature)
        {
            PayloadHash = AtMostOne(request, "x-amz-content-sha256"),
            SessionToken = AtMostOne(request, "x-amz-security-token"),
        };
    }

    /// <summary>A parameter of the header's value, null when absent or given twice.</summary>
    public static string? Parameter(string header, string name)
    {
        string? found = null;
        var afterScheme = header.IndexOf(' ', StringComparison.Ordinal) + 1;
        foreach (var part in header[afterScheme..].Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith(name, StringComparison.Ordinal) && part.Length > name.Length && part[name.Length] == '=')
            {
                if (found is not null)
                {
                    return null;
                }

                found = part[(name.Length + 1)..];
            }
        }

        return found;
    }

    private static string Required(string header, string name) => Parameter(header, name) is { Length: > 0 } value
        ? value
        : throw Incomplete($"Authorization header requires '{name}' parameter, once.");

    private static DateTimeOffset ReadTime(SigV4Request request)
    {
        if (AtMostOne(request, "x-amz-date") is { } amzDate)
        {
            return SigV4Time.TryParse(amzDate, out var time)
                ? time
                : throw Incomplete($"The X-Amz-Date header '{amzDate}' must read YYYYMMDD'T'HHMMSS'Z'.");
        }

        return SigV4Time.TryParseHttpDate(AtMostOne(request, "date"), out var httpTime)
            ? httpTime
            : throw Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }

    // A second value would let one reader see what another did not verify.
    private static string? AtMostOne(SigV4Request request, string name) => request.HeaderValues(name).ToArray() switch
    {
        [] => null,
        [var value] => value,
        _ => throw Incomplete($"The header '{name}' must not be sent more than once."),
    };

    private static SigV4RefusedException Incomplete(string message) => new(SigV4Refusal.IncompleteSignature, message);
}
