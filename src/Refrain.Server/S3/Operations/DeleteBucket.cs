using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class DeleteBucket(IObjectKeys keys) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        call.Response.StatusCode = await keys.RemoveBucketAsync(call.Bucket, call.Aborted) switch
        {
            BucketRemoval.Removed => StatusCodes.Status204NoContent,
            BucketRemoval.NotEmpty => throw S3Errors.BucketNotEmpty(call.Bucket),
            _ => throw S3Errors.NoSuchBucket(call.Bucket),
        };
    }
}
