using System.Globalization;
using System.Xml.Linq;
using static Refrain.Aws.S3.S3XmlDocument;

namespace Refrain.Aws.S3;

/// <summary>What DeleteObjects asks for.</summary>
public sealed record DeleteObjectsRequest(IReadOnlyList<string> Keys, bool Quiet);

/// <summary>One part that CompleteMultipartUpload names, with the checksum that came along, if one did.</summary>
public sealed record CompletedPart(int PartNumber, string ETag, ChecksumAlgorithm? Algorithm = null, string? Checksum = null);

/// <summary>
/// Reads the documents that clients send to S3. All of them throw <see cref="S3BodyException"/> (MalformedXML) for a
/// document that is broken, too large, or lacks what it must have.
/// </summary>
public static class S3XmlRequests
{
    /// <summary>S3's limit on the parts of one upload.</summary>
    public const int MaxParts = 10_000;

    /// <summary>S3's limit on the keys of one DeleteObjects.</summary>
    public const int MaxDeletedKeys = 1000;

    private const int MaxSmallDocument = 16 * 1024;
    private const int MaxLargeDocument = 4 * 1024 * 1024;

    /// <summary>The region a CreateBucketConfiguration asks for; null when the body is empty or names none.</summary>
    public static string? ReadLocationConstraint(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        var region = Read(body, "CreateBucketConfiguration", MaxSmallDocument).Text("LocationConstraint");
        return string.IsNullOrWhiteSpace(region) ? null : region.Trim();
    }

    /// <summary>The keys that DeleteObjects names.</summary>
    public static DeleteObjectsRequest ReadDelete(byte[] body)
    {
        var root = Read(body, "Delete", MaxLargeDocument);
        var keys = root.Children("Object")
            .Select(o => o.Text("Key") is { Length: > 0 } key ? key : throw Malformed("every Object needs a Key"))
            .ToArray();
        return keys.Length is > 0 and <= MaxDeletedKeys
            ? new DeleteObjectsRequest(keys, root.Text("Quiet")?.Trim() is "true" or "1")
            : throw Malformed($"Delete must name 1 to {MaxDeletedKeys} objects, but names {keys.Length}");
    }

    /// <summary>The parts that CompleteMultipartUpload names, in the order given; ETags as sent.</summary>
    public static IReadOnlyList<CompletedPart> ReadCompleteMultipartUpload(byte[] body)
    {
        var root = Read(body, "CompleteMultipartUpload", MaxLargeDocument);
        var parts = root.Children("Part")
            .Select(ReadPart)
            .ToArray();
        return parts.Length is > 0 and <= MaxParts
            ? parts
            : throw Malformed($"CompleteMultipartUpload must name 1 to {MaxParts} parts, but names {parts.Length}");
    }

    /// <summary>The tags of a Tagging document.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadTagging(byte[] body)
    {
        var set = Read(body, "Tagging", MaxSmallDocument).Children("TagSet").FirstOrDefault() ?? throw Malformed("Tagging needs a TagSet");
        return set.Children("Tag").Select(tag => KeyValuePair.Create(tag.Text("Key") ?? throw Malformed("every Tag needs a Key"), tag.Text("Value") ?? "")).ToArray();
    }

    private static CompletedPart ReadPart(XElement part)
    {
        var number = PartNumber(part.Text("PartNumber"));
        var etag = part.Text("ETag")?.Trim() ?? throw Malformed("every Part needs an ETag");
        foreach (var algorithm in Enum.GetValues<ChecksumAlgorithm>())
        {
            if (part.Text($"Checksum{S3Checksum.Name(algorithm)}") is { } checksum)
            {
                return new CompletedPart(number, etag, algorithm, checksum.Trim());
            }
        }

        return new CompletedPart(number, etag);
    }

    private static int PartNumber(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxParts
            ? number
            : throw Malformed($"PartNumber must be a number from 1 to {MaxParts}");
}
