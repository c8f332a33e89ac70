using static Refrain.Aws.S3.S3XmlDocument;

namespace Refrain.Aws.S3;

/// <summary>An upload as lists show it.</summary>
public sealed record S3ListedUpload(string Key, string UploadId, DateTimeOffset Initiated);

/// <summary>A part as lists show it; its ETag with quotes.</summary>
public sealed record S3ListedPart(int PartNumber, long Size, string ETag, DateTimeOffset LastModified, S3ChecksumValue? Checksum);

/// <summary>One page of ListMultipartUploads. All texts are plain.</summary>
public sealed record ListUploadsPage(string Bucket, IReadOnlyList<S3ListedUpload> Uploads)
{
    /// <summary>The prefix asked for; empty if none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The delimiter asked for.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What lies behind the next delimiter, rolled up.</summary>
    public IReadOnlyList<string> CommonPrefixes { get; init; } = [];

    /// <summary>How many the page may hold.</summary>
    public int MaxUploads { get; init; } = 1000;

    /// <summary>After this key the page begins.</summary>
    public string KeyMarker { get; init; } = "";

    /// <summary>After this upload of that key.</summary>
    public string UploadIdMarker { get; init; } = "";

    /// <summary>Where the next page begins; null on the last one.</summary>
    public (string Key, string UploadId)? Next { get; init; }

    /// <summary>Whose they are.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>True when the request had <c>encoding-type=url</c>.</summary>
    public bool EncodeKeys { get; init; }
}

/// <summary>One page of ListParts.</summary>
public sealed record ListPartsPage(string Bucket, string Key, string UploadId, IReadOnlyList<S3ListedPart> Parts)
{
    /// <summary>After this number the page begins.</summary>
    public int Marker { get; init; }

    /// <summary>How many the page may hold.</summary>
    public int MaxParts { get; init; } = 1000;

    /// <summary>True when there is more.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whose they are.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>The upload's checksum algorithm; null: none.</summary>
    public ChecksumAlgorithm? Algorithm { get; init; }

    /// <summary>The checksum will be one of the parts' checksums.</summary>
    public bool IsChecksumOfParts { get; init; }
}

/// <summary>Documents about uploads in parts. Shapes: as <see cref="S3Xml"/>.</summary>
public static class S3XmlUploads
{
    /// <summary>The answer of CreateMultipartUpload.</summary>
    public static byte[] Created(string bucket, string key, string uploadId) =>
        S3XmlDocument.Write("InitiateMultipartUploadResult", Namespace, xml =>
        {
            xml.Text("Bucket", bucket);
            xml.Text("Key", key);
            xml.Text("UploadId", uploadId);
        });

    /// <summary>The answer of CompleteMultipartUpload.</summary>
    public static byte[] Completed(string location, string bucket, string key, string etag, S3ChecksumValue? checksum) =>
        S3XmlDocument.Write("CompleteMultipartUploadResult", Namespace, xml =>
        {
            xml.Text("Location", location);
            xml.Text("Bucket", bucket);
            xml.Text("Key", key);
            xml.Text("ETag", etag);
            S3XmlObjects.WriteChecksum(xml, checksum, withType: true);
        });

    /// <summary>The answer of ListParts.</summary>
    public static byte[] Parts(ListPartsPage page) => S3XmlDocument.Write("ListPartsResult", Namespace, xml =>
    {
        xml.Text("Bucket", page.Bucket);
        xml.Text("Key", page.Key);
        xml.Text("UploadId", page.UploadId);
        S3Xml.WriteOwner(xml, "Initiator", page.OwnerId);
        S3Xml.WriteOwner(xml, "Owner", page.OwnerId);
        xml.Text("StorageClass", "STANDARD");
        xml.Number("PartNumberMarker", page.Marker);
        if (page.IsTruncated && page.Parts is [.., var last])
        {
            xml.Number("NextPartNumberMarker", last.PartNumber);
        }

        xml.Number("MaxParts", page.MaxParts);
        xml.Boolean("IsTruncated", page.IsTruncated);
        if (page.Algorithm is { } algorithm)
        {
            xml.Text("ChecksumAlgorithm", S3Checksum.Name(algorithm));
            xml.Text("ChecksumType", S3ChecksumType.Name(page.IsChecksumOfParts));
        }

        foreach (var part in page.Parts)
        {
            xml.Group("Part", item =>
            {
                item.Number("PartNumber", part.PartNumber);
                item.Time("LastModified", part.LastModified);
                item.Text("ETag", part.ETag);
                item.Number("Size", part.Size);
                S3XmlObjects.WriteChecksum(item, part.Checksum, withType: false);
            });
        }
    });

    /// <summary>The answer of ListMultipartUploads.</summary>
    public static byte[] Uploads(ListUploadsPage page) => S3XmlDocument.Write("ListMultipartUploadsResult", Namespace, xml =>
    {
        xml.Text("Bucket", page.Bucket);
        xml.Text("KeyMarker", S3Xml.Key(page.KeyMarker, page.EncodeKeys));
        xml.Text("UploadIdMarker", page.UploadIdMarker);
        xml.Text("NextKeyMarker", page.Next is { } next ? S3Xml.Key(next.Key, page.EncodeKeys) : null);
        xml.Text("NextUploadIdMarker", page.Next?.UploadId);
        xml.Text("Prefix", S3Xml.Key(page.Prefix, page.EncodeKeys));
        xml.Text("Delimiter", page.Delimiter is null ? null : S3Xml.Key(page.Delimiter, page.EncodeKeys));
        xml.Number("MaxUploads", page.MaxUploads);
        xml.Text("EncodingType", page.EncodeKeys ? "url" : null);
        xml.Boolean("IsTruncated", page.Next is not null);
        foreach (var upload in page.Uploads)
        {
            xml.Group("Upload", item =>
            {
                item.Text("Key", S3Xml.Key(upload.Key, page.EncodeKeys));
                item.Text("UploadId", upload.UploadId);
                S3Xml.WriteOwner(item, "Initiator", page.OwnerId);
                S3Xml.WriteOwner(item, "Owner", page.OwnerId);
                item.Text("StorageClass", "STANDARD");
                item.Time("Initiated", upload.Initiated);
            });
        }

        foreach (var prefix in page.CommonPrefixes)
        {
            xml.Group("CommonPrefixes", item => item.Text("Prefix", S3Xml.Key(prefix, page.EncodeKeys)));
        }
    });
}
