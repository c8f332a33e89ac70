using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

internal sealed class GetObjectTagging(ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call) =>
        await call.AnswerAsync(S3XmlObjects.Tagging((await reader.FindAsync(call)).Tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value))));
}
