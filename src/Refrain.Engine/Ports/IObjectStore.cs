using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Ports;

/// <summary>
/// Buckets, keys and bytes. Bytes are immutable blobs named by their SHA-256; a key points at one, so overwriting a key harms no manifest that was
/// recorded before. A key is old or new after a crash, never half; a returned write is on disk.
/// </summary>
public interface IObjectStore
{
    /// <summary>Makes a bucket; false when it exists already.</summary>
    Task<bool> CreateBucketAsync(string bucket, string region, CancellationToken cancellationToken);

    /// <summary>The bucket, or null.</summary>
    Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Stores bytes under a key. The stream is read once, in constant memory. Returns null when the bucket does not exist.</summary>
    Task<ObjectRecord?> PutAsync(S3Uri place, Stream bytes, ObjectHeaders headers, CancellationToken cancellationToken);

    /// <summary>
    /// Stores files of the local file system, all of them in one step of the index. The files may be moved away by the store: the caller gives them up.
    /// A missing bucket is created (a job's output bucket need not exist before).
    /// </summary>
    Task<ValueList<ManifestEntry>> AdoptAsync(ValueList<FileToStore> files, CancellationToken cancellationToken);

    /// <summary>What a key points at, or null.</summary>
    Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken);

    /// <summary>Keys that begin with the prefix, in ordinal order, strictly after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken);

    /// <summary>The bytes of a blob; null when it is not (or no longer) there.</summary>
    Stream? OpenBlob(string blob);

    /// <summary>True when the bytes of a blob are there. Nothing is read.</summary>
    bool HasBlob(string blob);

    /// <summary>The file that holds a blob, for stores that keep blobs on this machine (read-only for everybody); null otherwise.</summary>
    string? BlobPath(string blob);
}

/// <summary>A local file to store at a place. <paramref name="Entry"/> is the path its manifest entry gets.</summary>
public sealed record FileToStore(string File, S3Uri Place, string Entry);
