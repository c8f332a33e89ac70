using System.Text;
using Refrain.Aws.S3;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>What the headers of a write say of the object to be.</summary>
internal static class WrittenObject
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const int MaxMetadataBytes = 2048;

    /// <summary>Headers that ask for what is not done here: to ignore them would be to promise it.</summary>
    private static readonly string[] NotOffered =
    [
        "x-amz-server-side-encryption-customer-algorithm", "x-amz-copy-source-server-side-encryption-customer-algorithm", "x-amz-object-lock-mode",
        "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold", "x-amz-website-redirect-location", "x-amz-write-offset-bytes",
    ];

    private static readonly string[] OwnersAcls = ["private", "bucket-owner-full-control", "bucket-owner-read"];

    /// <summary>The object that a request describes.</summary>
    public static ObjectWrite Read(S3Call call)
    {
        Refuse(call);
        return new ObjectWrite(call.Place, Headers(call)) { Tags = ObjectTags.OfHeader(call.Header("x-amz-tagging")), Condition = ObjectConditions.OfWrite(call) };
    }

    /// <summary>Refuses what is not offered.</summary>
    public static void Refuse(S3Call call)
    {
        if (NotOffered.FirstOrDefault(name => call.Header(name) is not null) is { } unwanted)
        {
            throw S3Errors.NotOffered($"the header {unwanted}");
        }

        if ((call.Header("x-amz-acl") is { } acl && !OwnersAcls.Contains(acl)) || call.AmzHeaders.Any(header => header.Name.StartsWith("x-amz-grant-", StringComparison.Ordinal)))
        {
            throw S3Errors.AclsAreOff();
        }
    }

    /// <summary>The headers that come back with the object.</summary>
    public static ObjectHeaders Headers(S3Call call)
    {
        var metadata = call.AmzHeaders
            .Where(header => header.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .Select(header => new EnvironmentVariable(header.Name[MetadataPrefix.Length..], Checked(header.Name, header.Value)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ToValueList();
        if (metadata.Sum(entry => Encoding.UTF8.GetByteCount(entry.Name + entry.Value)) > MaxMetadataBytes)
        {
            throw new Http.WireErrorException("MetadataTooLarge", 400, $"The {MetadataPrefix} headers hold more than {MaxMetadataBytes} bytes.");
        }

        return new ObjectHeaders(Kept(call, "Content-Type"), metadata)
        {
            ContentEncoding = Encodings(Kept(call, "Content-Encoding")),
            ContentDisposition = Kept(call, "Content-Disposition"),
            ContentLanguage = Kept(call, "Content-Language"),
            CacheControl = Kept(call, "Cache-Control"),
            Expires = Kept(call, "Expires"),
        };
    }

    /// <summary>The checksum that a request wants to be kept, whether it brings one or not.</summary>
    public static ChecksumAlgorithm? WantedChecksum(S3Call call) => call.Header("x-amz-checksum-algorithm") is not { } name ? null
        : S3Checksum.Parse(name) ?? throw new Http.WireErrorException("InvalidRequest", 400, $"Checksum algorithm provided is unsupported: '{name}'. Take CRC32, CRC32C, CRC64NVME, SHA1 or SHA256.");

    private static string? Kept(S3Call call, string name) => call.Header(name) is { } value ? Checked(name, value) : null;

    // What could not be sent back in a header must not come in.
    private static string Checked(string name, string value) =>
        value.Any(char.IsControl) ? throw S3Errors.InvalidArgument($"The header {name} holds control characters.") : value;

    // The frames of the body are taken off; what is left is the object's own.
    private static string? Encodings(string? header) =>
        header is null ? null
        : string.Join(", ", header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(one => !one.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)))
            is { Length: > 0 } left ? left : null;
}
