using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Refrain.Storage.Objects;

/// <summary>
/// Immutable files named by their SHA-256: <c>blobs/ab/cdef...</c>. A blob gets its name only when all its bytes are on disk, so what has a name is
/// whole. Being written: <c>incoming/</c>, emptied at every open.
/// </summary>
internal sealed class BlobFolder
{
    private readonly string blobs;
    private readonly string incoming;
    private long uploads;

    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public BlobFolder(string directory, ILogger logger)
    {
        Directory = directory;
        blobs = Path.Combine(directory, "blobs");
        incoming = Path.Combine(directory, "incoming");
        PrivateFiles.CreateDirectory(incoming);
        PrivateFiles.CreateDirectory(blobs);
        if (!System.IO.Directory.Exists(Shard(255)))
        {
            MakeShards();
        }

        var leftOver = System.IO.Directory.GetFiles(incoming);
        Array.ForEach(leftOver, File.Delete);
        if (leftOver.Length > 0)
        {
            logger.RemovedUnfinishedUploads(leftOver.Length, incoming);
        }
    }

    /// <summary>The folder of objects.</summary>
    public string Directory { get; }

    /// <summary>Blobs that nothing named when it was last looked.</summary>
    public CondemnedBlobs Condemned { get; } = new();

    /// <summary>Begins to store blobs: none of them is removed until this ends.</summary>
    public BlobHold Hold() => new(Condemned);

    /// <summary>A new empty file for bytes that come in; readable and writable by us only. Other processes are kept out by the lock on the data folder.</summary>
    public FileStream CreateIncoming() =>
        PrivateFiles.Open(Path.Combine(incoming, Interlocked.Increment(ref uploads).ToString(CultureInfo.InvariantCulture)), FileMode.CreateNew, FileShare.Read);

    /// <summary>The path of a blob, whether it exists or not; null for what is no blob's name.</summary>
    public string? PathOf(string blob) => PathOf(Directory, blob);

    /// <summary>The path of a blob below a folder of objects, whether it exists or not; null for what is no blob's name.</summary>
    public static string? PathOf(string directory, string blob) =>
        blob.Length == 64 && blob.All(char.IsAsciiHexDigitLower) ? Path.Combine(directory, "blobs", blob[..2], blob[2..]) : null;

    /// <summary>Every blob below a folder of objects; what comes or goes meanwhile may be among them or not.</summary>
    public static IEnumerable<(string Blob, string Path)> All(string directory)
    {
        var blobs = Path.Combine(directory, "blobs");
        foreach (var shard in System.IO.Directory.Exists(blobs) ? System.IO.Directory.EnumerateDirectories(blobs) : [])
        {
            foreach (var file in System.IO.Directory.EnumerateFiles(shard))
            {
                var blob = Path.GetFileName(shard) + Path.GetFileName(file);
                if (PathOf(directory, blob) is not null)
                {
                    yield return (blob, file);
                }
            }
        }
    }

    /// <summary>Gives a synced incoming file its name, or drops it when the blob is there already. Durable after <see cref="Sync"/>.</summary>
    public void Keep(string file, BlobDigest digest, BlobHold hold)
    {
        PrivateFiles.MakeReadOnly(file);
        var isThere = Condemned.Keep(digest.Blob, hold, () =>
        {
            if (Has(digest))
            {
                return true;
            }

            File.Move(file, PathFor(digest), overwrite: true);
            return false;
        });
        if (isThere)
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// Makes a foreign, synced file a blob by giving it a second name; its old name stays until the caller removes it. False when it has to be copied.
    /// </summary>
    public bool TryLink(string file, BlobDigest digest, BlobHold hold) => Condemned.Keep(digest.Blob, hold, () =>
    {
        if (Has(digest))
        {
            return true;
        }

        if (!LinuxFiles.HasOneName(file))
        {
            return false;
        }

        PrivateFiles.MakeReadOnly(file);
        return LinuxFiles.TryLink(file, PathFor(digest));
    });

    /// <summary>
    /// Removes a blob that nothing names, when that was so before <paramref name="due"/> already; else remembers it. It leaves by way of <c>incoming/</c>, in one
    /// step, so that who stores the same bytes finds it or does not, and a crash leaves nothing that looks like a blob.
    /// </summary>
    public bool TryRemove(string blob, string file, DateTimeOffset now, DateTimeOffset due)
    {
        var leaving = Path.Combine(incoming, $"removed-{blob}");
        if (!Condemned.Judge(blob, now, due, () => File.Move(file, leaving, overwrite: true)))
        {
            return false;
        }

        File.Delete(leaving);
        return true;
    }

    /// <summary>Makes the names of blobs durable.</summary>
    public void Sync(IEnumerable<BlobDigest> digests)
    {
        foreach (var shard in digests.Select(digest => digest.Blob[..2]).Distinct())
        {
            LinuxFiles.SyncDirectory(Path.Combine(blobs, shard));
        }
    }

    // The size is compared because it costs nothing: a blob that a broken disk cut short is written anew.
    private bool Has(BlobDigest digest) => new FileInfo(PathFor(digest)) is { Exists: true } there && there.Length == digest.Size;

    private string PathFor(BlobDigest digest) => PathOf(digest.Blob) ?? throw new ArgumentException($"'{digest.Blob}' is not the name of a blob.", nameof(digest));

    private string Shard(int number) => Path.Combine(blobs, number.ToString("x2", CultureInfo.InvariantCulture));

    // All at once and synced, so that no upload has to ask whether the folder it needs is durable.
    private void MakeShards()
    {
        for (var number = 0; number < 256; number++)
        {
            PrivateFiles.CreateDirectory(Shard(number));
        }

        LinuxFiles.SyncDirectory(blobs);
        LinuxFiles.SyncDirectory(Directory);
    }
}
