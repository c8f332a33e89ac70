using System.Xml;
using static Refrain.Aws.S3.S3XmlDocument;

namespace Refrain.Aws.S3;

/// <summary>A checksum as documents tell it. <paramref name="Value"/> is base64; of parts: with their number behind a dash.</summary>
public sealed record S3ChecksumValue(ChecksumAlgorithm Algorithm, string Value, bool IsOfParts);

/// <summary>What GetObjectAttributes was asked for, and is known; null members are left out.</summary>
public sealed record S3ObjectAttributes
{
    /// <summary>Without quotes, in this one document.</summary>
    public string? ETag { get; init; }

    /// <summary>Its length in bytes.</summary>
    public long? ObjectSize { get; init; }

    /// <summary>Its storage class.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Its checksum.</summary>
    public S3ChecksumValue? Checksum { get; init; }

    /// <summary>How many parts it came in.</summary>
    public int? Parts { get; init; }
}

/// <summary>Documents about single objects, and what is always so of a bucket and its objects. Shapes: as <see cref="S3Xml"/>.</summary>
public static class S3XmlObjects
{
    /// <summary>The answer of CopyObject.</summary>
    public static byte[] CopyObject(string etag, DateTimeOffset lastModified, S3ChecksumValue? checksum) => Copy("CopyObjectResult", etag, lastModified, checksum, withType: true);

    /// <summary>The answer of UploadPartCopy.</summary>
    public static byte[] CopyPart(string etag, DateTimeOffset lastModified, S3ChecksumValue? checksum) => Copy("CopyPartResult", etag, lastModified, checksum, withType: false);

    /// <summary>The answer of GetObjectTagging.</summary>
    public static byte[] Tagging(IEnumerable<KeyValuePair<string, string>> tags) => S3XmlDocument.Write("Tagging", Namespace, xml => xml.Group("TagSet", set =>
    {
        foreach (var (key, value) in tags)
        {
            set.Group("Tag", tag =>
            {
                tag.Text("Key", key);
                tag.Text("Value", value);
            });
        }
    }));

    /// <summary>The answer of GetBucketAcl and GetObjectAcl where ACLs are off: all to the owner.</summary>
    public static byte[] OwnersAcl(string ownerId) => S3XmlDocument.Write("AccessControlPolicy", Namespace, xml =>
    {
        S3Xml.WriteOwner(xml, "Owner", ownerId);
        xml.Group("AccessControlList", list => list.Group("Grant", grant =>
        {
            const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
            grant.WriteStartElement("Grantee", Namespace);
            grant.WriteAttributeString("xsi", "type", Xsi, "CanonicalUser");
            grant.Text("ID", ownerId);
            grant.Text("DisplayName", ownerId);
            grant.WriteEndElement();
            grant.Text("Permission", "FULL_CONTROL");
        }));
    });

    /// <summary>A document of one element, or of one in another.</summary>
    public static byte[] Simple(string root, string? child = null, string? value = null) => S3XmlDocument.Write(root, Namespace, xml =>
    {
        if (child is not null)
        {
            xml.Text(child, value);
        }
    });

    /// <summary>The answer of GetObjectAttributes.</summary>
    public static byte[] Attributes(S3ObjectAttributes attributes) => S3XmlDocument.Write("GetObjectAttributesResponse", Namespace, xml =>
    {
        xml.Text("ETag", attributes.ETag);
        if (attributes.Checksum is { } checksum)
        {
            xml.Group("Checksum", item => WriteChecksum(item, checksum, withType: true));
        }

        if (attributes.Parts is { } parts)
        {
            xml.Group("ObjectParts", item => item.Number("PartsCount", parts));
        }

        xml.Text("StorageClass", attributes.StorageClass);
        if (attributes.ObjectSize is { } size)
        {
            xml.Number("ObjectSize", size);
        }
    });

    internal static void WriteChecksum(XmlWriter xml, S3ChecksumValue? checksum, bool withType)
    {
        if (checksum is not null)
        {
            xml.Text($"Checksum{S3Checksum.Name(checksum.Algorithm)}", checksum.Value);
            xml.Text("ChecksumType", withType ? S3ChecksumType.Name(checksum.IsOfParts) : null);
        }
    }

    private static byte[] Copy(string root, string etag, DateTimeOffset lastModified, S3ChecksumValue? checksum, bool withType) =>
        S3XmlDocument.Write(root, Namespace, xml =>
        {
            xml.Time("LastModified", lastModified);
            xml.Text("ETag", etag);
            WriteChecksum(xml, checksum, withType);
        });
}
