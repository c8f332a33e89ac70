using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

internal sealed class GetObjectAcl(ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        await reader.FindAsync(call);
        await call.AnswerAsync(S3XmlObjects.OwnersAcl(call.Account));
    }
}
