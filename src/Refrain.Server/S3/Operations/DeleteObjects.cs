using Refrain.Aws.S3;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3.Operations;

/// <summary>Removes up to a thousand keys in one step; those that are not there are as good as removed.</summary>
internal sealed class DeleteObjects(ObjectReader reader, IObjectKeys keys) : IS3Operation
{
    private const int MaxDocument = 4 * 1024 * 1024;

    public async Task AnswerAsync(S3Call call)
    {
        var request = S3XmlRequests.ReadDelete(await call.ReadDocumentAsync(MaxDocument));
        await reader.BucketAsync(call);
        await keys.RemoveAsync(request.Keys.Select(key => new S3Uri(call.Bucket, key)).ToValueList(), call.Aborted);
        await call.AnswerAsync(S3Xml.DeleteObjects(request.Quiet ? [] : request.Keys, []));
    }
}
