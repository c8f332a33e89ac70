using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class HeadBucket(IObjectStore objects) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        var bucket = await objects.FindBucketAsync(call.Bucket, call.Aborted) ?? throw S3Errors.NoSuchBucket(call.Bucket);
        call.Http.Response.Headers["x-amz-bucket-region"] = bucket.Region;
    }
}
