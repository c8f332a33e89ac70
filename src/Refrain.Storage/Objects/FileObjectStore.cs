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
    private readonly TimeProvider clock;
    private readonly BlobIntake intake;
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
        this.homeRegion = homeRegion;
        intake = new BlobIntake(directory, logger);
        Uploads = new FileUploadStore(database, intake, directory, clock);
        Keys = new FileObjectKeys(index, Uploads, intake, clock);
    }

    /// <summary>Writing on conditions, copying, removing.</summary>
    public FileObjectKeys Keys { get; }

    /// <summary>Objects that come in parts.</summary>
    public FileUploadStore Uploads { get; }

    /// <summary>The bytes.</summary>
    internal BlobFolder Blobs => intake.Blobs;

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
        var written = await Keys.WriteAsync(new ObjectWrite(place, headers), bytes, () => null, cancellationToken);
        return written.Record;
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

        using var hold = Blobs.Hold();
        var digests = new BlobDigest[files.Count];
        var several = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, several, async (index, token) => digests[index] = await TakeAsync(files[index].File, hold, token));
        intake.Sync(digests);
        var now = Now;
        var records = files.Zip(digests, (file, digest) => new ObjectRecord(file.Place, digest.Blob, digest.Size, digest.ETag, now, ObjectHeaders.None)).ToList();
        await index.PutAllAsync(records, homeRegion, now, cancellationToken);

        // Only now: whoever repeats this call after a crash finds the files where they were.
        intake.Guard(() => files.Select(file => file.File).ToList().ForEach(File.Delete));
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
            return Blobs.PathOf(blob) is { } path ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public bool HasBlob(string blob) => BlobPath(blob) is not null;

    /// <inheritdoc />
    public string? BlobPath(string blob) => Blobs.PathOf(blob) is { } path && File.Exists(path) ? path : null;

    private async Task<BlobDigest> TakeAsync(string file, BlobHold hold, CancellationToken cancellationToken)
    {
        if (!LinuxFiles.IsRegular(file))
        {
            throw new InvalidDataException($"'{file}' cannot be stored: it is not there, or a link, directory, pipe or device; expected a plain file.");
        }

        await using var source = BlobIntake.Guard(() => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), file);
        var digest = await BlobDigest.ReadAsync(source, to: null, cancellationToken);
        intake.Guard(() => RandomAccess.FlushToDisk(source.SafeFileHandle));
        if (BlobIntake.Guard(() => Blobs.TryLink(file, digest, hold), file))
        {
            return digest;
        }

        source.Position = 0;
        return await intake.CopyInAsync(source, hold, cancellationToken);
    }
}
