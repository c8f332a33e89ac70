using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Objects;

/// <summary>Objects on this machine: bytes in files, keys in the database. A blob is on disk before a key points at it.</summary>
public sealed class FileObjectStore : IObjectStore
{
    /// <summary>Files taken over at the same time: file systems make the syncs of several files one.</summary>
    private const int FilesAtOnce = 8;

    private readonly SqlObjectIndex index;
    private readonly BlobFolder blobs;
    private readonly TimeProvider clock;
    private readonly string directory;
    private readonly string homeRegion;

    /// <summary>Opens the store and removes what a crash left half written.</summary>
    /// <param name="database">Where buckets and keys are.</param>
    /// <param name="directory">Folder for the bytes; made when it is missing.</param>
    /// <param name="homeRegion">Region of buckets that nobody created explicitly.</param>
    /// <param name="clock">Tells when an object was modified.</param>
    /// <param name="logger">For the operator.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be made or written.</exception>
    public FileObjectStore(ISqlDatabase database, string directory, string homeRegion, TimeProvider clock, ILogger logger)
    {
        index = new SqlObjectIndex(database);
        this.clock = clock;
        this.directory = directory;
        this.homeRegion = homeRegion;
        blobs = Guard(() => new BlobFolder(directory, logger), directory);
    }

    /// <summary>The bytes.</summary>
    internal BlobFolder Blobs => blobs;

    private DateTimeOffset Now => clock.GetUtcNow().CutToMs();

    /// <inheritdoc />
    /// <exception cref="BadBucketNameException">No bucket may have this name.</exception>
    public Task<bool> CreateBucketAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        ObjectNames.CheckBucket(bucket);
        return index.CreateBucketAsync(new BucketRecord(bucket, region, Now), cancellationToken);
    }

    /// <inheritdoc />
    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken) => index.FindBucketAsync(bucket, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="BadObjectKeyException">No object may have this key.</exception>
    public async Task<ObjectRecord?> PutAsync(S3Uri place, Stream bytes, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        ObjectNames.CheckKey(place.Key);
        if (await index.FindBucketAsync(place.Bucket, cancellationToken) is null)
        {
            return null;
        }

        using var hold = blobs.Hold();
        var digest = await CopyInAsync(bytes, hold, cancellationToken);
        GuardAction(() => blobs.Sync([digest]));
        var record = new ObjectRecord(place, digest.Blob, digest.Size, digest.ETag, Now, headers);
        return await index.PutAsync(record, cancellationToken) ? record : null;
    }

    /// <inheritdoc />
    /// <exception cref="BadBucketNameException">No bucket may have this name. Nothing was stored.</exception>
    /// <exception cref="BadObjectKeyException">No object may have this key. Nothing was stored.</exception>
    /// <exception cref="InvalidDataException">One of the files is a link, directory, pipe or device, or not there. No key was changed.</exception>
    public async Task<ValueList<ManifestEntry>> AdoptAsync(ValueList<FileToStore> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            ObjectNames.CheckBucket(file.Place.Bucket);
            ObjectNames.CheckKey(file.Place.Key);
        }

        using var hold = blobs.Hold();
        var digests = new BlobDigest[files.Count];
        var several = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, several, async (index, token) => digests[index] = await TakeAsync(files[index].File, hold, token));
        GuardAction(() => blobs.Sync(digests));
        var now = Now;
        var records = files.Zip(digests, (file, digest) => new ObjectRecord(file.Place, digest.Blob, digest.Size, digest.ETag, now, ObjectHeaders.None)).ToList();
        await index.PutAllAsync(records, homeRegion, now, cancellationToken);

        // Only now: whoever repeats this call after a crash finds the files where they were.
        GuardAction(() => files.Select(file => file.File).ToList().ForEach(File.Delete));
        return files.Zip(digests, (file, digest) => new ManifestEntry(file.Entry, digest.Blob, digest.Size)).ToValueList();
    }

    /// <inheritdoc />
    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken) => index.FindAsync(place, cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken) =>
        index.ListAsync(prefix, after, limit, cancellationToken);

    /// <inheritdoc />
    public Stream? OpenBlob(string blob)
    {
        try
        {
            return blobs.PathOf(blob) is { } path ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public bool HasBlob(string blob) => BlobPath(blob) is not null;

    /// <inheritdoc />
    public string? BlobPath(string blob) => blobs.PathOf(blob) is { } path && File.Exists(path) ? path : null;

    private async Task<BlobDigest> TakeAsync(string file, BlobHold hold, CancellationToken cancellationToken)
    {
        if (!LinuxFiles.IsRegular(file))
        {
            throw new InvalidDataException($"'{file}' cannot be stored: it is not there, or a link, directory, pipe or device; expected a plain file.");
        }

        await using var source = Guard(() => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), file);
        var digest = await BlobDigest.ReadAsync(source, to: null, cancellationToken);
        GuardAction(() => RandomAccess.FlushToDisk(source.SafeFileHandle));
        if (Guard(() => blobs.TryLink(file, digest, hold), file))
        {
            return digest;
        }

        source.Position = 0;
        return await CopyInAsync(source, hold, cancellationToken);
    }

    private async Task<BlobDigest> CopyInAsync(Stream bytes, BlobHold hold, CancellationToken cancellationToken)
    {
        string? unfinished = null;
        try
        {
            BlobDigest digest;
            await using (var file = Guard(blobs.CreateIncoming, directory))
            {
                unfinished = file.Name;
                digest = await BlobDigest.ReadAsync(bytes, file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            var whole = unfinished;
            GuardAction(() => blobs.Keep(whole, digest, hold));
            unfinished = null;
            return digest;
        }
        // Other errors may be those of the stream that is read, a client that went away.
        catch (IOException error) when (error.HResult is FileFaults.NoSpace or FileFaults.OverQuota or FileFaults.ReadOnlyFileSystem)
        {
            throw FileFaults.Describe(error, directory);
        }
        finally
        {
            if (unfinished is not null)
            {
                File.Delete(unfinished);
            }
        }
    }

    private void GuardAction(Action action) => Guard(
        () =>
        {
            action();
            return true;
        },
        directory);

    private static T Guard<T>(Func<T> action, string path)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.Describe(error, path);
        }
    }
}
