using Refrain.Aws.S3;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>Finds what a request is about, and says what of the way there is missing.</summary>
internal sealed class ObjectReader(IObjectStore objects)
{
    /// <summary>The object of a request.</summary>
    public Task<ObjectRecord> FindAsync(S3Call call) => FindAsync(call.Place, call.Aborted);

    /// <summary>An object.</summary>
    public async Task<ObjectRecord> FindAsync(S3Uri place, CancellationToken cancellationToken) =>
        await objects.FindAsync(place, cancellationToken)
            ?? throw (await objects.FindBucketAsync(place.Bucket, cancellationToken) is null ? S3Errors.NoSuchBucket(place.Bucket) : S3Errors.NoSuchKey(place.Key));

    /// <summary>The bucket of a request.</summary>
    public async Task<BucketRecord> BucketAsync(S3Call call) =>
        await objects.FindBucketAsync(call.Bucket, call.Aborted) ?? throw S3Errors.NoSuchBucket(call.Bucket);

    /// <summary>The source of a copy, when its conditions hold.</summary>
    public async Task<ObjectRecord> SourceAsync(S3Call call)
    {
        var header = call.Header("x-amz-copy-source") ?? "";
        var source = CopySource.TryParse(header)
            ?? throw S3Errors.InvalidArgument($"Copy Source must mention the source bucket and key: sourcebucket/sourcekey, percent-encoded; found '{header}'.");
        if (source.VersionId is not (null or "null"))
        {
            throw S3Errors.NoSuchVersion(source.VersionId);
        }

        var found = await FindAsync(new S3Uri(source.Bucket, source.Key), call.Aborted);
        return ObjectConditions.OfSource(call).IsUnchanged(found) ? throw S3Errors.PreconditionFailed("x-amz-copy-source-if-none-match or -if-modified-since") : found;
    }

    /// <summary>The bytes of an object.</summary>
    public Stream Open(ObjectRecord found) =>
        objects.OpenBlob(found.Blob) ?? throw new IOException($"The bytes of {found.Place} are not stored any more: restore the data folder from a backup.");
}
