namespace Refrain.Aws.SigV4;

/// <summary>One header line as sent. A name may occur more than once in a request; order is kept.</summary>
public readonly record struct SigV4Header(string Name, string Value);

/// <summary>
/// What a signature covers, free of any HTTP library.
/// </summary>
/// <param name="Method">The HTTP method in capitals, for example <c>POST</c>.</param>
/// <param name="Path">The path exactly as on the wire, still percent-encoded; an empty path counts as <c>/</c>.</param>
/// <param name="Query">The query exactly as on the wire, without the question mark; empty when there is none.</param>
/// <param name="Headers">All header lines, <c>Host</c> included (on HTTP/2: the authority).</param>
/// <param name="PayloadHash">
/// What stands for the body in the signature: the lower-case hex SHA-256 of the body, or one of the words in
/// <see cref="SigV4.PayloadHash"/>. When verifying, an <c>x-amz-content-sha256</c> header takes its place, and
/// null (no header either) means an empty body.
/// </param>
public sealed record SigV4Request(
    string Method, string Path, string Query, IReadOnlyList<SigV4Header> Headers, string? PayloadHash = null)
{
    /// <summary>
    /// Takes the target of the request line (<c>/path?query</c>, or the absolute form a proxy sends) apart without
    /// decoding anything, since decoding would change what was signed.
    /// </summary>
    public static SigV4Request FromTarget(
        string method, string rawTarget, IReadOnlyList<SigV4Header> headers, string? payloadHash = null)
    {
        var target = rawTarget.AsSpan();
        if (target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && target[0] != '/')
        {
            var afterAuthority = target[(scheme + 3)..].IndexOfAny('/', '?');
            target = afterAuthority < 0 ? "/" : target[(scheme + 3 + afterAuthority)..];
        }

        var question = target.IndexOf('?');
        return question < 0
            ? new(method, target.ToString(), "", headers, payloadHash)
            : new(method, target[..question].ToString(), target[(question + 1)..].ToString(), headers, payloadHash);
    }

    /// <summary>The values of a header in the order sent; names are compared without regard to case.</summary>
    public IEnumerable<string> HeaderValues(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                yield return header.Value;
            }
        }
    }
}
