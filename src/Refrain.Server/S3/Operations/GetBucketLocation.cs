using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

internal sealed class GetBucketLocation(ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call) => await call.AnswerAsync(S3Xml.LocationConstraint((await reader.BucketAsync(call)).Region));
}
