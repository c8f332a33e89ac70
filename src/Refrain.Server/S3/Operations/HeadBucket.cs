namespace Refrain.Server.S3.Operations;

internal sealed class HeadBucket(ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call) => call.Response.Headers["x-amz-bucket-region"] = (await reader.BucketAsync(call)).Region;
}
