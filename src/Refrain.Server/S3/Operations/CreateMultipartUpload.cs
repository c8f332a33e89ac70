using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class CreateMultipartUpload(IUploadStore uploads, TimeProvider clock) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        var (algorithm, now) = (WrittenObject.WantedChecksum(call), clock.GetUtcNow());
        var upload = new UploadRecord(Guid.CreateVersion7(now).ToString("N"), WrittenObject.Read(call), now)
        {
            ChecksumAlgorithm = algorithm is { } one ? S3Checksum.Name(one) : null,
            IsChecksumOfParts = algorithm is { } other && MultipartUpload.IsChecksumOfParts(other, call.Header("x-amz-checksum-type")),
        };
        if (!await uploads.BeginAsync(upload, call.Aborted))
        {
            throw S3Errors.NoSuchBucket(call.Bucket);
        }

        if (upload.ChecksumAlgorithm is { } name)
        {
            call.Response.Headers["x-amz-checksum-algorithm"] = name;
            call.Response.Headers["x-amz-checksum-type"] = S3ChecksumType.Name(upload.IsChecksumOfParts);
        }

        await call.AnswerAsync(S3XmlUploads.Created(call.Bucket, call.Key, upload.Id));
    }
}
