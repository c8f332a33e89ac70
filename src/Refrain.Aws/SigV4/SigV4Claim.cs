namespace Refrain.Aws.SigV4;

/// <summary>What a request says about its own signature, before anybody believes it.</summary>
internal sealed record SigV4Claim(
    CredentialScope Scope, string Timestamp, DateTimeOffset Time, string[] SignedHeaders, string Signature)
{
    public const string AlgorithmParameter = "X-Amz-Algorithm";
    public const string CredentialParameter = "X-Amz-Credential";
    public const string DateParameter = "X-Amz-Date";
    public const string ExpiresParameter = "X-Amz-Expires";
    public const string SignedHeadersParameter = "X-Amz-SignedHeaders";
    public const string SignatureParameter = "X-Amz-Signature";
    public const string TokenParameter = "X-Amz-Security-Token";
    public const string PayloadHashParameter = "X-Amz-Content-Sha256";

    /// <summary>How long a presigned URL holds; null when the signature is in the Authorization header.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>What the request says stands for its body; null when it says nothing.</summary>
    public string? PayloadHash { get; init; }

    public string? SessionToken { get; init; }

    /// <summary>Reads the claim from wherever the request carries it.</summary>
    public static SigV4Claim Read(SigV4Request request)
    {
        var isPresigned = IsPresigned(request.Query);
        var authorization = request.HeaderValues("authorization").ToArray();
        return (isPresigned, authorization) switch
        {
            (false, []) => throw new SigV4RefusedException(
                SigV4Refusal.MissingAuthenticationToken, "Missing Authentication Token: the request is not signed."),
            (false, [var header]) => HeaderClaim.Read(request, header),
            (true, []) => PresignedClaim.Read(request),
            _ => throw new SigV4RefusedException(
                SigV4Refusal.IncompleteSignature,
                "Only one authentication mechanism is allowed: one Authorization header or the X-Amz-Signature query parameter."),
        };
    }

    /// <summary>The Credential parameter, wherever it is; null when there is none.</summary>
    public static string? FindCredential(SigV4Request request)
    {
        foreach (var header in request.HeaderValues("authorization"))
        {
            if (HeaderClaim.Parameter(header, "Credential") is { } credential)
            {
                return credential;
            }
        }

        foreach (var (name, value) in CanonicalQuery.Split(request.Query))
        {
            if (name is CredentialParameter)
            {
                return AwsUriEncoding.Decode(value);
            }
        }

        return null;
    }

    /// <summary>The names of a SignedHeaders parameter; null when it does not cover the host, as it must.</summary>
    public static string[]? ReadSignedHeaders(string text)
    {
        var names = text.Split(';');
        return names.Contains("host") && names.All(n => n.Length > 0 && !n.Any(char.IsAsciiLetterUpper)) ? names : null;
    }

    private static bool IsPresigned(string query)
    {
        foreach (var (name, _) in CanonicalQuery.Split(query))
        {
            if (name is AlgorithmParameter or CredentialParameter or SignatureParameter)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Carries a refusal out of the reading of a claim; <see cref="SigV4Verifier"/> turns it into its answer.</summary>
internal sealed class SigV4RefusedException(SigV4Refusal refusal, string message) : Exception(message)
{
    public SigV4Refusal Refusal { get; } = refusal;
}
