using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// What clients do with buckets and keys beyond what the engine needs: write on a condition, copy, tag, remove. Every call is one step of the index: old or new, never
/// half, also when two callers meet. Bytes that lose their last key stay until garbage is collected.
/// </summary>
public interface IObjectKeys
{
    /// <summary>All buckets, by name.</summary>
    Task<ValueList<BucketRecord>> ListBucketsAsync(CancellationToken cancellationToken);

    /// <summary>Removes a bucket that holds no keys, and the uploads that go on in it.</summary>
    Task<BucketRemoval> RemoveBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Stores bytes under a key when the condition holds at that moment. The stream is read once, in constant memory.</summary>
    /// <param name="write">Where, and what is said about them.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="checksum">Asked once all bytes were read.</param>
    /// <param name="cancellationToken">Leaves the key as it was.</param>
    Task<ObjectWritten> WriteAsync(ObjectWrite write, Stream bytes, Func<ObjectChecksum?> checksum, CancellationToken cancellationToken);

    /// <summary>Points a key at the bytes that another record names, or at the same ones with other headers. No byte is read.</summary>
    Task<ObjectWritten> CopyAsync(ObjectWrite write, ObjectRecord source, CancellationToken cancellationToken);

    /// <summary>Removes keys; those that are not there are no error.</summary>
    Task RemoveAsync(ValueList<S3Uri> places, CancellationToken cancellationToken);

    /// <summary>Removes a key when it is there and the condition holds; null when all is well.</summary>
    Task<WriteRefusal?> RemoveAsync(S3Uri place, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Replaces the tags of an object, leaving all else as it is; false when there is none.</summary>
    Task<bool> TagAsync(S3Uri place, ValueList<Tag> tags, CancellationToken cancellationToken);
}

/// <summary>What becomes of a bucket that is to be removed.</summary>
public enum BucketRemoval
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It was not there.</summary>
    Missing,

    /// <summary>It holds objects, and stays.</summary>
    NotEmpty,
}

/// <summary>An object to be: its place, what is said about it, and when it may be written.</summary>
public sealed record ObjectWrite(S3Uri Place, ObjectHeaders Headers)
{
    /// <summary>Its tags.</summary>
    public ValueList<Tag> Tags { get; init; } = [];

    /// <summary>What must hold of the key before.</summary>
    public WriteCondition Condition { get; init; } = WriteCondition.None;
}

/// <summary>What must hold of a key at the moment it is written or removed.</summary>
/// <param name="ETag">It points at an object with this ETag (no quotes), or at any for <c>*</c>; null: not asked.</param>
/// <param name="IsAbsent">It points at nothing.</param>
public sealed record WriteCondition(string? ETag, bool IsAbsent)
{
    /// <summary>Nothing.</summary>
    public static WriteCondition None { get; } = new(null, false);

    /// <summary>Why a key that points at <paramref name="current"/> (or at nothing) may not be written; null when it may.</summary>
    public WriteRefusal? Judge(ObjectRecord? current) => (ETag, current) switch
    {
        (not null, null) => WriteRefusal.NoKey,
        ({ } etag, { } there) when etag != "*" && etag != there.ETag => WriteRefusal.Condition,
        (_, not null) when IsAbsent => WriteRefusal.Condition,
        _ => null,
    };
}

/// <summary>Why nothing was written.</summary>
public enum WriteRefusal
{
    /// <summary>There is no such bucket.</summary>
    NoBucket,

    /// <summary>The condition is about an object, and there is none.</summary>
    NoKey,

    /// <summary>The condition does not hold.</summary>
    Condition,

    /// <summary>There is no such upload, any more.</summary>
    NoUpload,
}

/// <summary>What a write came to: the record, or why there is none.</summary>
public sealed record ObjectWritten(ObjectRecord? Record, WriteRefusal? Refusal)
{
    /// <summary>It was written.</summary>
    public static ObjectWritten Of(ObjectRecord record) => new(record, null);

    /// <summary>It was not.</summary>
    public static ObjectWritten Not(WriteRefusal refusal) => new(null, refusal);
}
