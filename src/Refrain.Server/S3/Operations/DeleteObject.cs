using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

internal sealed class DeleteObject(ObjectReader reader, IObjectKeys keys) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        await reader.BucketAsync(call);
        var condition = ObjectConditions.OfWrite(call);
        if (await keys.RemoveAsync(call.Place, condition, call.Aborted) is { } refusal)
        {
            throw S3Errors.Of(refusal, call);
        }

        call.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
