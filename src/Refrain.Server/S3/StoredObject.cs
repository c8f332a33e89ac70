using System.Globalization;
using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>What is known of an object, in the words of the wire.</summary>
internal static class StoredObject
{
    private const string UnknownType = "binary/octet-stream";

    /// <summary>The ETag as headers and documents have it.</summary>
    public static string QuotedETag(this ObjectRecord found) => $"\"{found.ETag}\"";

    /// <summary>The checksum as documents have it.</summary>
    public static S3ChecksumValue? WireChecksum(this ObjectRecord found) =>
        found.Checksum is { } checksum && S3Checksum.Parse(checksum.Algorithm) is { } algorithm ? new S3ChecksumValue(algorithm, checksum.Value, checksum.IsOfParts) : null;

    /// <summary>Writes the headers that an object came with, its tags' number among them.</summary>
    public static void WriteTo(this ObjectRecord found, IHeaderDictionary headers)
    {
        headers.ETag = found.QuotedETag();
        headers.LastModified = found.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.ContentType = found.Headers.ContentType ?? UnknownType;
        headers.ContentEncoding = found.Headers.ContentEncoding;
        headers.ContentDisposition = found.Headers.ContentDisposition;
        headers.ContentLanguage = found.Headers.ContentLanguage;
        headers.CacheControl = found.Headers.CacheControl;
        headers.Expires = found.Headers.Expires;
        foreach (var (name, value) in found.Headers.Metadata)
        {
            headers[$"x-amz-meta-{name}"] = value;
        }

        if (found.Tags.Count > 0)
        {
            headers["x-amz-tagging-count"] = found.Tags.Count.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes a checksum of a whole object.</summary>
    public static void WriteChecksumTo(this ObjectRecord found, IHeaderDictionary headers)
    {
        if (found.WireChecksum() is { } checksum)
        {
            headers[S3Checksum.HeaderName(checksum.Algorithm)] = checksum.Value;
            headers["x-amz-checksum-type"] = S3ChecksumType.Name(checksum.IsOfParts);
        }
    }
}
