using System.Globalization;
using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

internal sealed class GetObjectAttributes(ObjectReader reader) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        var asked = call.Header("x-amz-object-attributes")?.Split(',', StringSplitOptions.TrimEntries)
            ?? throw S3Errors.InvalidArgument("The header x-amz-object-attributes must name ETag, Checksum, ObjectParts, StorageClass or ObjectSize.");
        var found = await reader.FindAsync(call);
        call.Response.Headers.LastModified = found.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        await call.AnswerAsync(S3XmlObjects.Attributes(new S3ObjectAttributes
        {
            ETag = asked.Contains("ETag") ? found.ETag : null,
            Checksum = asked.Contains("Checksum") ? found.WireChecksum() : null,
            Parts = asked.Contains("ObjectParts") && found.PartSizes.Count > 0 ? found.PartSizes.Count : null,
            StorageClass = asked.Contains("StorageClass") ? "STANDARD" : null,
            ObjectSize = asked.Contains("ObjectSize") ? found.Size : null,
        }));
    }
}
