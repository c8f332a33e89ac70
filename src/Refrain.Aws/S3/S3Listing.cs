namespace Refrain.Aws.S3;

/// <summary>An object as lists show it.</summary>
/// <param name="Key">The key, plain (never encoded).</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">As in the ETag header, quotes included.</param>
/// <param name="LastModified">When it was written.</param>
public sealed record S3ListedObject(string Key, long Size, string ETag, DateTimeOffset LastModified)
{
    /// <summary>Whose it is; null when the list does not say.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The algorithm of its checksum (<c>CRC32</c>); null when it has none.</summary>
    public string? ChecksumAlgorithm { get; init; }

    /// <summary>The checksum covers the parts' checksums (<c>COMPOSITE</c>), not the bytes (<c>FULL_OBJECT</c>).</summary>
    public bool IsChecksumOfParts { get; init; }
}

/// <summary>A bucket as ListBuckets shows it.</summary>
public sealed record S3Bucket(string Name, DateTimeOffset CreationDate)
{
    /// <summary>Where it is; null when the list does not say.</summary>
    public string? Region { get; init; }
}

/// <summary>One page of ListObjectsV2. All texts are plain; <see cref="EncodeKeys"/> concerns the document only.</summary>
public sealed record ListObjectsV2Page(string Bucket, IReadOnlyList<S3ListedObject> Objects)
{
    /// <summary>The prefix asked for; empty if none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The delimiter asked for.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What lies behind the next delimiter, rolled up; ends with the delimiter.</summary>
    public IReadOnlyList<string> CommonPrefixes { get; init; } = [];

    /// <summary>How many keys and common prefixes the page may hold.</summary>
    public int MaxKeys { get; init; } = 1000;

    /// <summary>The token that asked for this page.</summary>
    public string? ContinuationToken { get; init; }

    /// <summary>The token that asks for the next page; null on the last one (IsTruncated follows from it).</summary>
    public string? NextContinuationToken { get; init; }

    /// <summary>The key after which the caller wished to begin.</summary>
    public string? StartAfter { get; init; }

    /// <summary>True when the request had <c>encoding-type=url</c>: keys are percent-encoded and the document says so.</summary>
    public bool EncodeKeys { get; init; }
}

/// <summary>One page of the old ListObjects, which some clients still use. All texts are plain.</summary>
public sealed record ListObjectsPage(string Bucket, IReadOnlyList<S3ListedObject> Objects)
{
    /// <summary>The prefix asked for; empty if none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The delimiter asked for.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What lies behind the next delimiter, rolled up; ends with the delimiter.</summary>
    public IReadOnlyList<string> CommonPrefixes { get; init; } = [];

    /// <summary>How many keys and common prefixes the page may hold.</summary>
    public int MaxKeys { get; init; } = 1000;

    /// <summary>The key after which this page begins; empty if none was asked for.</summary>
    public string Marker { get; init; } = "";

    /// <summary>True when there is more.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Where the next page begins; S3 sends it when a delimiter was given, and it does no harm otherwise.</summary>
    public string? NextMarker { get; init; }

    /// <summary>True when the request had <c>encoding-type=url</c>.</summary>
    public bool EncodeKeys { get; init; }
}
