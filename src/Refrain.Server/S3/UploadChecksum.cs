using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>The checksum of an object in parts: of the parts' checksums, or of the bytes, computed while they are put together. It must be what the client says it is.</summary>
internal sealed class UploadChecksum
{
    private readonly ChecksumAlgorithm? algorithm;
    private readonly ObjectChecksum? ofParts;
    private readonly string? said;
    private Func<ObjectChecksum?> ofBytes = () => null;

    /// <summary>Refuses at once what is wrong about the parts' checksums.</summary>
    public UploadChecksum(S3Call call, UploadRecord upload, IReadOnlyList<StoredPart> parts)
    {
        algorithm = Uploads.AlgorithmOf(upload);
        said = algorithm is { } named ? call.Header(S3Checksum.HeaderName(named)) : null;
        if (algorithm is { } one && upload.IsChecksumOfParts)
        {
            var value = MultipartUpload.ChecksumOfParts(one, [.. parts.Select(part => part.Checksum).OfType<string>()]);
            ofParts = new ObjectChecksum(S3Checksum.Name(one), value, IsOfParts: true);
            if (said is not null && said.Split('-')[0] != value.Split('-')[0])
            {
                throw BadDigest(value);
            }
        }
    }

    /// <summary>The checksum; complete once the bytes have ended.</summary>
    public ObjectChecksum? Value => ofParts ?? ofBytes();

    /// <summary>What the bytes pass through on their way.</summary>
    public Stream Through(Stream parts)
    {
        if (algorithm is not { } one || ofParts is not null)
        {
            return parts;
        }

        var name = S3Checksum.HeaderName(one);
        var bytes = new CheckedBody(parts, header => header == name ? said : null, one); // whoever asked to pass through it disposes of it
        ofBytes = () => bytes.Checksum;
        return bytes;
    }

    private S3BodyException BadDigest(string actual) => new("BadDigest", 400, $"The checksum you specified is {said}, but that of the parts is {actual}.");
}
