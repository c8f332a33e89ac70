using Refrain.Aws.S3;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>Pages of objects, for both lists that S3 has of them.</summary>
internal sealed class ObjectLister(IObjectStore objects)
{
    /// <summary>One page of the bucket.</summary>
    public Task<KeyPage<S3ListedObject>> PageAsync(S3Call call, KeyListing listing, string after, int maxKeys, bool withOwner) =>
        listing.PageAsync(
            after,
            maxKeys,
            async (from, limit) => (IReadOnlyList<(string, S3ListedObject)>)
            [
                .. (await objects.ListAsync(new S3Uri(call.Bucket, listing.Prefix), from, limit, call.Aborted)).Select(record => (record.Place.Key, Listed(record, withOwner ? call.Account : null))),
            ]);

    /// <summary>How many keys a request wants.</summary>
    public static int MaxKeys(S3Call call) => Math.Min(call.Number("max-keys", 0, int.MaxValue) ?? KeyListing.MaxKeys, KeyListing.MaxKeys);

    private static S3ListedObject Listed(ObjectRecord record, string? owner) => new(record.Place.Key, record.Size, record.QuotedETag(), record.ModifiedAt)
    {
        OwnerId = owner, ChecksumAlgorithm = record.Checksum?.Algorithm, IsChecksumOfParts = record.Checksum?.IsOfParts ?? false,
    };
}
