using System.Xml;
using Refrain.Aws.SigV4;
using static Refrain.Aws.S3.S3XmlDocument;

namespace Refrain.Aws.S3;

/// <summary>
/// Writes the documents with which S3 answers (UTF-8 bytes, content type <c>application/xml</c>). Shapes: Amazon S3
/// API Reference, by the name of the operation.
/// </summary>
public static class S3Xml
{
    /// <summary>An error. It is the only document without a namespace.</summary>
    /// <param name="code">For example <c>NoSuchKey</c>.</param>
    /// <param name="message">One sentence for people.</param>
    /// <param name="resource">The path of the request.</param>
    /// <param name="requestId">The id that the answer's headers carry too.</param>
    public static byte[] Error(string code, string message, string resource, string requestId) =>
        S3XmlDocument.Write("Error", null, xml =>
        {
            xml.Text("Code", code);
            xml.Text("Message", message);
            xml.Text("Resource", resource);
            xml.Text("RequestId", requestId);
        });

    /// <summary>The answer of ListBuckets.</summary>
    /// <param name="ownerId">Whose they are.</param>
    /// <param name="buckets">This page of them.</param>
    /// <param name="prefix">What their names had to begin with; null if that was not asked.</param>
    /// <param name="continuationToken">Asks for the next page; null on the last one.</param>
    public static byte[] ListAllMyBuckets(string ownerId, IEnumerable<S3Bucket> buckets, string? prefix = null, string? continuationToken = null) =>
        S3XmlDocument.Write("ListAllMyBucketsResult", Namespace, xml =>
        {
            WriteOwner(xml, "Owner", ownerId);
            xml.Group("Buckets", list =>
            {
                foreach (var bucket in buckets)
                {
                    list.Group("Bucket", item =>
                    {
                        item.Text("Name", bucket.Name);
                        item.Time("CreationDate", bucket.CreationDate);
                        item.Text("BucketRegion", bucket.Region);
                    });
                }
            });
            xml.Text("Prefix", prefix);
            xml.Text("ContinuationToken", continuationToken);
        });

    /// <summary>The answer of GetBucketLocation. The first region of AWS is told by saying nothing.</summary>
    public static byte[] LocationConstraint(string region) =>
        S3XmlDocument.Write("LocationConstraint", Namespace, xml => xml.WriteString(region is "us-east-1" ? "" : region));

    /// <summary>The answer of ListObjectsV2.</summary>
    public static byte[] ListObjectsV2(ListObjectsV2Page page) => S3XmlDocument.Write("ListBucketResult", Namespace, xml =>
    {
        xml.Text("Name", page.Bucket);
        xml.Text("Prefix", Key(page.Prefix, page.EncodeKeys));
        xml.Text("StartAfter", page.StartAfter is null ? null : Key(page.StartAfter, page.EncodeKeys));
        xml.Text("ContinuationToken", page.ContinuationToken);
        xml.Text("NextContinuationToken", page.NextContinuationToken);
        xml.Number("KeyCount", page.Objects.Count + page.CommonPrefixes.Count);
        xml.Number("MaxKeys", page.MaxKeys);
        xml.Text("Delimiter", page.Delimiter is null ? null : Key(page.Delimiter, page.EncodeKeys));
        xml.Text("EncodingType", page.EncodeKeys ? "url" : null);
        xml.Boolean("IsTruncated", page.NextContinuationToken is not null);
        WriteObjects(xml, page.Objects, page.CommonPrefixes, page.EncodeKeys);
    });

    /// <summary>The answer of the old ListObjects.</summary>
    public static byte[] ListObjects(ListObjectsPage page) => S3XmlDocument.Write("ListBucketResult", Namespace, xml =>
    {
        xml.Text("Name", page.Bucket);
        xml.Text("Prefix", Key(page.Prefix, page.EncodeKeys));
        xml.Text("Marker", Key(page.Marker, page.EncodeKeys));
        xml.Text("NextMarker", page is { IsTruncated: true, NextMarker: { } next } ? Key(next, page.EncodeKeys) : null);
        xml.Number("MaxKeys", page.MaxKeys);
        xml.Text("Delimiter", page.Delimiter is null ? null : Key(page.Delimiter, page.EncodeKeys));
        xml.Text("EncodingType", page.EncodeKeys ? "url" : null);
        xml.Boolean("IsTruncated", page.IsTruncated);
        WriteObjects(xml, page.Objects, page.CommonPrefixes, page.EncodeKeys);
    });

    /// <summary>The answer of DeleteObjects; in quiet mode pass no deleted keys.</summary>
    public static byte[] DeleteObjects(
        IEnumerable<string> deletedKeys, IEnumerable<(string Key, string Code, string Message)> errors) =>
        S3XmlDocument.Write("DeleteResult", Namespace, xml =>
        {
            foreach (var key in deletedKeys)
            {
                xml.Group("Deleted", item => item.Text("Key", key));
            }

            foreach (var error in errors)
            {
                xml.Group("Error", item =>
                {
                    item.Text("Key", error.Key);
                    item.Text("Code", error.Code);
                    item.Text("Message", error.Message);
                });
            }
        });

    internal static void WriteOwner(XmlWriter xml, string name, string id) => xml.Group(name, owner =>
    {
        owner.Text("ID", id);
        owner.Text("DisplayName", id);
    });

    private static void WriteObjects(
        XmlWriter xml, IReadOnlyList<S3ListedObject> objects, IReadOnlyList<string> commonPrefixes, bool encodeKeys)
    {
        foreach (var listed in objects)
        {
            xml.Group("Contents", item =>
            {
                item.Text("Key", Key(listed.Key, encodeKeys));
                item.Time("LastModified", listed.LastModified);
                item.Text("ETag", listed.ETag);
                if (listed.ChecksumAlgorithm is { } algorithm)
                {
                    item.Text("ChecksumAlgorithm", algorithm);
                    item.Text("ChecksumType", S3ChecksumType.Name(listed.IsChecksumOfParts));
                }

                item.Number("Size", listed.Size);
                if (listed.OwnerId is { } owner)
                {
                    WriteOwner(item, "Owner", owner);
                }

                item.Text("StorageClass", "STANDARD");
            });
        }

        foreach (var prefix in commonPrefixes)
        {
            xml.Group("CommonPrefixes", item => item.Text("Prefix", Key(prefix, encodeKeys)));
        }
    }

    // Clients decode either with or without "plus means space"; a space as %20 and a plus as %2B suit both.
    internal static string Key(string text, bool encode) => encode ? AwsUriEncoding.Encode(text, keepSlash: true) : text;
}
