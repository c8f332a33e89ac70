using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class DeleteObjectTagging(ObjectReader reader, IObjectKeys keys) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        await reader.FindAsync(call);
        call.Response.StatusCode = await keys.TagAsync(call.Place, [], call.Aborted) ? StatusCodes.Status204NoContent : throw S3Errors.NoSuchKey(call.Key);
    }
}
