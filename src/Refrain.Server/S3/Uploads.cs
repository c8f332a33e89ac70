using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>Finds the upload that a request is about.</summary>
internal sealed class Uploads(IUploadStore uploads, ObjectReader reader)
{
    /// <summary>The upload, when it goes on.</summary>
    public async Task<UploadRecord> FindAsync(S3Call call) =>
        await FindAnyAsync(call) is { CompletedETag: null } upload ? upload : throw S3Errors.NoSuchUpload(Id(call));

    /// <summary>The upload, also when it was completed.</summary>
    public async Task<UploadRecord> FindAnyAsync(S3Call call)
    {
        await reader.BucketAsync(call);
        return await uploads.FindAsync(call.Place, Id(call), call.Aborted) ?? throw S3Errors.NoSuchUpload(Id(call));
    }

    /// <summary>The algorithm of its checksum.</summary>
    public static ChecksumAlgorithm? AlgorithmOf(UploadRecord upload) => upload.ChecksumAlgorithm is { } name ? S3Checksum.Parse(name) : null;

    /// <summary>A part's checksum, as documents have it.</summary>
    public static S3ChecksumValue? ChecksumOf(UploadRecord upload, UploadPart part) =>
        AlgorithmOf(upload) is { } algorithm && part.Checksum is { } value ? new S3ChecksumValue(algorithm, value, IsOfParts: false) : null;

    /// <summary>The part that a request names.</summary>
    public static int PartNumber(S3Call call) => call.Number("partNumber", 1, S3XmlRequests.MaxParts)
        ?? throw S3Errors.InvalidArgument($"Part number must be an integer between 1 and {S3XmlRequests.MaxParts}, inclusive.");

    private static string Id(S3Call call) => call.Parameter("uploadId") ?? "";
}
