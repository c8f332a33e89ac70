using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>A bucket.</summary>
public sealed record BucketRecord(string Name, string Region, DateTimeOffset CreatedAt);

/// <summary>What a client said about an object: its media type, its own <c>x-amz-meta-*</c> entries, and the headers of HTTP that come back as they were sent.</summary>
public sealed record ObjectHeaders(string? ContentType, ValueList<EnvironmentVariable> Metadata)
{
    /// <summary>Nothing said.</summary>
    public static ObjectHeaders None { get; } = new(null, ValueList<EnvironmentVariable>.Empty);

    /// <summary><c>Content-Encoding</c>, without <c>aws-chunked</c>.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary><c>Content-Disposition</c>.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary><c>Content-Language</c>.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary><c>Cache-Control</c>.</summary>
    public string? CacheControl { get; init; }

    /// <summary><c>Expires</c>, as text: S3 keeps what it was sent, dates or not.</summary>
    public string? Expires { get; init; }
}

/// <summary>
/// A checksum that a client sent or asked for, and that fitted. <paramref name="Algorithm"/> is S3's name (CRC32 ...), <paramref name="Value"/> base64;
/// <paramref name="IsOfParts"/>: it is the checksum of the parts' checksums, with the number of parts behind a dash.
/// </summary>
public sealed record ObjectChecksum(string Algorithm, string Value, bool IsOfParts);

/// <summary>
/// A key and what it points at. <paramref name="Blob"/> is the SHA-256 of the bytes. <paramref name="ETag"/> (no quotes) is their MD5 in hex; for an object that came in
/// parts, the MD5 of the parts' MD5s, a dash, and the number of parts.
/// </summary>
public sealed record ObjectRecord(S3Uri Place, string Blob, long Size, string ETag, DateTimeOffset ModifiedAt, ObjectHeaders Headers)
{
    /// <summary>Its tags.</summary>
    public ValueList<Tag> Tags { get; init; } = [];

    /// <summary>Its checksum; null when nobody asked for one.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>The sizes of the parts it came in, in order; empty when it came whole.</summary>
    public ValueList<long> PartSizes { get; init; } = [];
}
