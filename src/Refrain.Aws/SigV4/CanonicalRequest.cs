namespace Refrain.Aws.SigV4;

/// <summary>
/// The one spelling of a request that both sides hash. Rules: AWS General Reference, "Create a canonical request";
/// S3 differs in the path only.
/// </summary>
public static class CanonicalRequest
{
    /// <summary>Writes the canonical request.</summary>
    /// <param name="request">The request; its <see cref="SigV4Request.PayloadHash"/> is not looked at.</param>
    /// <param name="signedHeaders">Lower-case header names in the order in which they are signed (sorted).</param>
    /// <param name="payloadHash">What stands for the body, see <see cref="PayloadHash"/>.</param>
    /// <param name="pathRule">How the service spells paths, see <see cref="CanonicalPath.RuleFor"/>.</param>
    public static string Write(
        SigV4Request request, IReadOnlyList<string> signedHeaders, string payloadHash, PathRule pathRule) =>
        string.Join(
            '\n',
            request.Method,
            CanonicalPath.Write(request.Path, pathRule),
            CanonicalQuery.Write(request.Query),
            CanonicalHeaders.Write(request, signedHeaders),
            string.Join(';', signedHeaders),
            payloadHash);
}
