using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// Objects that come in parts. A part that was answered for is on disk, and outlives the server. An upload becomes an object in one step; what was parts is then gone.
/// Uploads that go on are not part of a backup.
/// </summary>
public interface IUploadStore
{
    /// <summary>Begins an upload; false when the bucket does not exist.</summary>
    Task<bool> BeginAsync(UploadRecord upload, CancellationToken cancellationToken);

    /// <summary>An upload of this key, completed ones among them for a while; null when there is none.</summary>
    Task<UploadRecord?> FindAsync(S3Uri place, string id, CancellationToken cancellationToken);

    /// <summary>Stores a part; one of that number which is there already is replaced. The last of several writers wins, whole. Null when the upload does not go on.</summary>
    Task<UploadPart?> PutPartAsync(UploadRecord upload, int number, Stream bytes, Func<string?> checksum, CancellationToken cancellationToken);

    /// <summary>Parts with higher numbers than <paramref name="after"/>, in order, at most <paramref name="limit"/>.</summary>
    Task<ValueList<UploadPart>> PartsAsync(string id, int after, int limit, CancellationToken cancellationToken);

    /// <summary>Uploads that go on, of keys that begin with the prefix, in the order of key and id, strictly after those two, at most <paramref name="limit"/>.</summary>
    Task<ValueList<UploadRecord>> ListAsync(S3Uri prefix, string afterKey, string afterId, int limit, CancellationToken cancellationToken);

    /// <summary>Makes an object of parts, in their order, in one step. The same answer again when that upload was completed before.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="completion">Which parts, and what the object is to be called.</param>
    /// <param name="through">What the bytes pass through on their way; it may refuse them at their end.</param>
    /// <param name="checksum">Asked once all bytes were read.</param>
    /// <param name="cancellationToken">Leaves key and upload as they were.</param>
    Task<ObjectWritten> CompleteAsync(
        UploadRecord upload, UploadCompletion completion, Func<Stream, Stream> through, Func<ObjectChecksum?> checksum, CancellationToken cancellationToken);

    /// <summary>Gives an upload up and removes its parts; false when it did not go on.</summary>
    Task<bool> AbortAsync(UploadRecord upload, CancellationToken cancellationToken);

    /// <summary>Removes the uploads that were begun, and had their latest part, before a time. Returns how many of them had not been completed.</summary>
    Task<int> RemoveAbandonedAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>An upload: the object that it is to become.</summary>
public sealed record UploadRecord(string Id, ObjectWrite Write, DateTimeOffset BegunAt)
{
    /// <summary>The algorithm of its checksum, S3's name; null: none.</summary>
    public string? ChecksumAlgorithm { get; init; }

    /// <summary>Its checksum is one of the parts' checksums, not of the bytes.</summary>
    public bool IsChecksumOfParts { get; init; }

    /// <summary>What it became; null while it goes on.</summary>
    public string? CompletedETag { get; init; }
}

/// <summary>A part: its ETag is the MD5 of its bytes (hex, no quotes), its checksum base64 in the upload's algorithm. <paramref name="File"/> is the store's own.</summary>
public sealed record UploadPart(int Number, string File, long Size, string ETag, string? Checksum, DateTimeOffset ModifiedAt);

/// <summary>The parts of an object to be, its ETag, and what must hold of the key before.</summary>
public sealed record UploadCompletion(ValueList<UploadPart> Parts, string ETag, WriteCondition Condition);
