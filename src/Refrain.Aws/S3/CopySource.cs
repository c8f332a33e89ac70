using Refrain.Aws.SigV4;

namespace Refrain.Aws.S3;

/// <summary>The object that <c>x-amz-copy-source</c> names.</summary>
public sealed record CopySource(string Bucket, string Key, string? VersionId)
{
    private const string Version = "?versionId=";

    /// <summary>Reads <c>bucket/key</c>, percent-encoded, with or without a slash before it and a version behind it; null when it is something else.</summary>
    public static CopySource? TryParse(string text)
    {
        var at = text.IndexOf(Version, StringComparison.Ordinal);
        var (path, version) = at < 0 ? (text, null) : (text[..at], AwsUriEncoding.Decode(text[(at + Version.Length)..]));
        var plain = AwsUriEncoding.Decode(path.Replace('+', ' ')); // a plus of a key comes as %2B
        plain = plain.StartsWith('/') ? plain[1..] : plain;
        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < plain.Length - 1 ? new CopySource(plain[..slash], plain[(slash + 1)..], version) : null;
    }
}
