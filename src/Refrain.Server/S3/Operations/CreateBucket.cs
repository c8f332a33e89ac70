using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class CreateBucket(IObjectStore objects) : IS3Operation
{
    private const int MaxDocument = 16 * 1024;

    public async Task AnswerAsync(S3Call call)
    {
        WrittenObject.Refuse(call);
        if (call.Header("x-amz-bucket-object-lock-enabled") is "true" or "True")
        {
            throw S3Errors.NotOffered("object lock");
        }

        var region = S3XmlRequests.ReadLocationConstraint(await call.ReadDocumentAsync(MaxDocument)) ?? call.Region;
        if (!await objects.CreateBucketAsync(call.Bucket, region, call.Aborted) && region != "us-east-1")
        {
            throw S3Errors.BucketAlreadyOwnedByYou(call.Bucket); // the first region of AWS says nothing instead
        }

        call.Http.Response.Headers.Location = $"/{call.Bucket}";
    }
}
