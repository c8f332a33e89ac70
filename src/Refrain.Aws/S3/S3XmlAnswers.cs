using System.Globalization;
using System.Xml.Linq;
using Refrain.Aws.SigV4;
using static Refrain.Aws.S3.S3XmlDocument;

namespace Refrain.Aws.S3;

/// <summary>Reads the answers of S3, for the client.</summary>
internal static class S3XmlAnswers
{
    private const int MaxDocument = 64 * 1024 * 1024;

    /// <summary>One page of ListObjectsV2, keys decoded if they came encoded.</summary>
    public static ListObjectsV2Page ReadListObjectsV2(byte[] body)
    {
        var root = Read(body, "ListBucketResult", MaxDocument);
        var isEncoded = root.Text("EncodingType") is "url";
        string Plain(string text) => isEncoded ? AwsUriEncoding.Decode(text.Replace('+', ' ')) : text;
        return new ListObjectsV2Page(
            root.Text("Name") ?? "", [.. root.Children("Contents").Select(item => ReadObject(item, Plain))])
        {
            Prefix = Plain(root.Text("Prefix") ?? ""),
            Delimiter = root.Text("Delimiter") is { } delimiter ? Plain(delimiter) : null,
            CommonPrefixes = [.. root.Children("CommonPrefixes").Select(p => Plain(p.Text("Prefix") ?? ""))],
            MaxKeys = int.TryParse(root.Text("MaxKeys"), CultureInfo.InvariantCulture, out var maxKeys) ? maxKeys : 1000,
            ContinuationToken = root.Text("ContinuationToken"),
            NextContinuationToken = root.Text("IsTruncated") is "true" ? root.Text("NextContinuationToken") : null,
            StartAfter = root.Text("StartAfter") is { } startAfter ? Plain(startAfter) : null,
            EncodeKeys = isEncoded,
        };
    }

    /// <summary>Code and message of an error document; nulls when the body is none.</summary>
    public static (string? Code, string? Message) ReadError(byte[] body)
    {
        try
        {
            var root = Read(body, "Error", MaxDocument);
            return (root.Text("Code"), root.Text("Message"));
        }
        catch (S3BodyException)
        {
            return (null, null);
        }
    }

    private static S3ListedObject ReadObject(XElement item, Func<string, string> plain) => new(
        plain(item.Text("Key") ?? throw Malformed("every Contents needs a Key")),
        long.TryParse(item.Text("Size"), CultureInfo.InvariantCulture, out var size) ? size : throw Malformed("every Contents needs a Size"),
        item.Text("ETag") ?? "",
        DateTimeOffset.TryParse(item.Text("LastModified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Malformed("every Contents needs a LastModified"));
}
