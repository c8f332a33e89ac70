using Microsoft.Extensions.Logging;

namespace Refrain.Storage.Objects;

/// <summary>How bytes come in: to a file of their own, synced, and only then to their name. Faults of the disk come out in words.</summary>
internal sealed class BlobIntake
{
    private readonly string directory;

    /// <exception cref="StorageUnavailableException">The folder cannot be made or written.</exception>
    public BlobIntake(string directory, ILogger logger)
    {
        this.directory = directory;
        Blobs = Guard(() => new BlobFolder(directory, logger), directory);
    }

    /// <summary>Where they go.</summary>
    public BlobFolder Blobs { get; }

    /// <summary>Stores a stream as a blob; its name is durable after <see cref="Sync"/>.</summary>
    public Task<BlobDigest> CopyInAsync(Stream bytes, BlobHold hold, CancellationToken cancellationToken, DigestKinds kinds = DigestKinds.Both) =>
        CopyAsync(bytes, (file, digest) => Blobs.Keep(file, digest, hold), kinds, cancellationToken);

    /// <summary>Writes a stream to a file that is synced and then given away; nothing is left of it when that fails.</summary>
    public async Task<BlobDigest> CopyAsync(Stream bytes, Action<string, BlobDigest> giveAway, DigestKinds kinds, CancellationToken cancellationToken)
    {
        string? unfinished = null;
        try
        {
            BlobDigest digest;
            await using (var file = Guard(Blobs.CreateIncoming, directory))
            {
                unfinished = file.Name;
                digest = await BlobDigest.ReadAsync(bytes, file, cancellationToken, kinds);
                file.Flush(flushToDisk: true);
            }

            var whole = unfinished;
            Guard(() => giveAway(whole, digest));
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

    /// <summary>Makes the names of blobs durable.</summary>
    public void Sync(IEnumerable<BlobDigest> digests) => Guard(() => Blobs.Sync(digests));

    /// <summary>Does what may meet a fault of the disk.</summary>
    public void Guard(Action action) => Guard(
        () =>
        {
            action();
            return true;
        },
        directory);

    /// <summary>As above, about one file.</summary>
    public static T Guard<T>(Func<T> action, string path)
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
