using Refrain.Aws.S3;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class PutObjectTagging(ObjectReader reader, IObjectKeys keys) : IS3Operation
{
    private const int MaxDocument = 16 * 1024;

    public async Task AnswerAsync(S3Call call)
    {
        var tags = ObjectTags.Check(S3XmlRequests.ReadTagging(await call.ReadDocumentAsync(MaxDocument)));
        await reader.FindAsync(call);
        _ = await keys.TagAsync(call.Place, tags, call.Aborted) ? true : throw S3Errors.NoSuchKey(call.Key);
    }
}
