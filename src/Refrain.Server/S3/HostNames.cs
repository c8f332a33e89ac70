using System.Net;

namespace Refrain.Server.S3;

/// <summary>
/// Which part of a Host header names a bucket. An address, a name without dots and the server's own names stand for the server (path style); what stands before one of
/// its own names is a bucket (virtual-host style). Other names stand for the server too: what nobody told us about must not turn a key into a bucket.
/// </summary>
internal sealed class HostNames(IReadOnlyList<string> own)
{
    /// <summary>The endpoint names of S3 itself: who resolves them to this server addresses it as S3.</summary>
    private const string S3Label = "s3.", InnerS3Label = ".s3.";

    private readonly string[] names = [.. own.Append("localhost").Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(name => name.Length)];

    /// <summary>The bucket that a host names (no port); null: the path names it.</summary>
    public string? BucketOf(string host)
    {
        if (!host.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(host.Trim('[', ']'), out _) || names.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        if (names.FirstOrDefault(name => host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return host[..^(found.Length + 1)];
        }

        var s3 = host.StartsWith(S3Label, StringComparison.OrdinalIgnoreCase) ? -1 : host.IndexOf(InnerS3Label, StringComparison.OrdinalIgnoreCase);
        return s3 > 0 ? host[..s3] : null;
    }
}
