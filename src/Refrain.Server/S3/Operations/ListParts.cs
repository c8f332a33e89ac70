using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class ListParts(Uploads found, IUploadStore uploads) : IS3Operation
{
    private const int MaxParts = 1000;

    public async Task AnswerAsync(S3Call call)
    {
        var upload = await found.FindAsync(call);
        var (marker, limit) = (call.Number("part-number-marker", 0, int.MaxValue) ?? 0, Math.Min(call.Number("max-parts", 0, int.MaxValue) ?? MaxParts, MaxParts));
        var parts = await uploads.PartsAsync(upload.Id, marker, limit + 1, call.Aborted);
        await call.AnswerAsync(S3XmlUploads.Parts(new ListPartsPage(call.Bucket, call.Key, upload.Id, [.. parts.Take(limit).Select(part => Listed(upload, part))])
        {
            Marker = marker,
            MaxParts = limit,
            IsTruncated = parts.Count > limit,
            OwnerId = call.Account,
            Algorithm = Uploads.AlgorithmOf(upload),
            IsChecksumOfParts = upload.IsChecksumOfParts,
        }));
    }

    private static S3ListedPart Listed(UploadRecord upload, Engine.Ports.UploadPart part) =>
        new(part.Number, part.Size, $"\"{part.ETag}\"", part.ModifiedAt, Uploads.ChecksumOf(upload, part));
}
