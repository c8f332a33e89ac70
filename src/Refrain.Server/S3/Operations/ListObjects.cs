using Refrain.Aws.S3;

namespace Refrain.Server.S3.Operations;

/// <summary>The list of before ListObjectsV2, which older clients still ask for.</summary>
internal sealed class ListObjects(ObjectReader reader, ObjectLister lister) : IS3Operation
{
    public async Task AnswerAsync(S3Call call)
    {
        await reader.BucketAsync(call);
        var (listing, maxKeys, marker) = (KeyListing.Of(call), ObjectLister.MaxKeys(call), call.Parameter("marker") ?? "");
        var page = await lister.PageAsync(call, listing, marker, maxKeys, withOwner: true);
        await call.AnswerAsync(S3Xml.ListObjects(new ListObjectsPage(call.Bucket, page.Items)
        {
            Prefix = listing.Prefix,
            Delimiter = listing.Delimiter,
            CommonPrefixes = page.Prefixes,
            MaxKeys = maxKeys,
            Marker = marker,
            IsTruncated = page.Last is not null,
            NextMarker = listing.Delimiter is null ? null : page.Last, // S3 says it with a delimiter only; otherwise it is the last key
            EncodeKeys = call.EncodesKeys,
        }));
    }
}
