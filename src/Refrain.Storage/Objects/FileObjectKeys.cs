using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Objects;

/// <inheritdoc />
public sealed class FileObjectKeys : IObjectKeys
{
    private readonly SqlObjectIndex index;
    private readonly FileUploadStore uploads;
    private readonly BlobIntake intake;
    private readonly TimeProvider clock;

    internal FileObjectKeys(SqlObjectIndex index, FileUploadStore uploads, BlobIntake intake, TimeProvider clock) =>
        (this.index, this.uploads, this.intake, this.clock) = (index, uploads, intake, clock);

    private DateTimeOffset Now => clock.GetUtcNow().CutToMs();

    /// <inheritdoc />
    public Task<ValueList<BucketRecord>> ListBucketsAsync(CancellationToken cancellationToken) => index.ListBucketsAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<BucketRemoval> RemoveBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        var (removal, ended) = await index.RemoveBucketAsync(bucket, cancellationToken);
        uploads.RemoveParts(ended);
        return removal;
    }

    /// <inheritdoc />
    /// <exception cref="BadObjectKeyException">No object may have this key.</exception>
    public async Task<ObjectWritten> WriteAsync(ObjectWrite write, Stream bytes, Func<ObjectChecksum?> checksum, CancellationToken cancellationToken)
    {
        ObjectNames.CheckKey(write.Place.Key);
        if (await RefusedAsync(write, cancellationToken) is { } early)
        {
            return ObjectWritten.Not(early); // before its bytes travel; whether it holds is decided again when it is written
        }

        using var hold = intake.Blobs.Hold();
        var digest = await intake.CopyInAsync(bytes, hold, cancellationToken);
        intake.Sync([digest]);
        var record = new ObjectRecord(write.Place, digest.Blob, digest.Size, digest.ETag, Now, write.Headers) { Tags = write.Tags, Checksum = checksum() };
        return await index.WriteAsync(record, write.Condition, cancellationToken) is { } refusal ? ObjectWritten.Not(refusal) : ObjectWritten.Of(record);
    }

    /// <inheritdoc />
    /// <exception cref="BadObjectKeyException">No object may have this key.</exception>
    public async Task<ObjectWritten> CopyAsync(ObjectWrite write, ObjectRecord source, CancellationToken cancellationToken)
    {
        ObjectNames.CheckKey(write.Place.Key);
        var record = source with { Place = write.Place, Headers = write.Headers, Tags = write.Tags, ModifiedAt = Now };
        return await index.WriteAsync(record, write.Condition, cancellationToken) is { } refusal ? ObjectWritten.Not(refusal) : ObjectWritten.Of(record);
    }

    /// <inheritdoc />
    public Task RemoveAsync(ValueList<S3Uri> places, CancellationToken cancellationToken) => index.RemoveAsync(places, cancellationToken);

    /// <inheritdoc />
    public Task<WriteRefusal?> RemoveAsync(S3Uri place, WriteCondition condition, CancellationToken cancellationToken) => index.RemoveAsync(place, condition, cancellationToken);

    /// <inheritdoc />
    public Task<bool> TagAsync(S3Uri place, ValueList<Tag> tags, CancellationToken cancellationToken) => index.TagAsync(place, tags, cancellationToken);

    private async Task<WriteRefusal?> RefusedAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        await index.FindBucketAsync(write.Place.Bucket, cancellationToken) is null ? WriteRefusal.NoBucket
        : write.Condition == WriteCondition.None ? null
        : write.Condition.Judge(await index.FindAsync(write.Place, cancellationToken));
}
