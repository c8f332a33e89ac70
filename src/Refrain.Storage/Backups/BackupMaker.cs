using System.Formats.Tar;
using System.Text.Json;
using Refrain.Storage.Objects;
using Refrain.Storage.Sqlite;

namespace Refrain.Storage.Backups;

/// <summary>
/// Makes backups of a data folder, also while a server works on it: the database as it is at one moment, every blob that it names, keys and logs. What the
/// database shows was on disk before that moment, and blobs do not change, so nothing has to stand still. Whoever removes blobs is kept out by the caller.
/// </summary>
internal sealed class BackupMaker(string dataDirectory, TimeProvider clock)
{
    private readonly List<BackupFile> files = [];
    private int blobs;
    private int linked;

    /// <summary>Makes one; the backup that is at the place already is replaced by it, and lends it the blobs that they share.</summary>
    /// <exception cref="BackupException">The place cannot have it.</exception>
    /// <exception cref="IOException">The disk refused; the place is as it was.</exception>
    public async Task<BackupReport> MakeAsync(string target, CancellationToken cancellationToken)
    {
        var place = BackupPlace.Of(target, dataDirectory);
        var finished = false;
        try
        {
            place.Begin();
            var report = await FillAsync(place, cancellationToken);
            place.Finish(place.IsArchive ? Pack(place) : place.Unfinished);
            finished = !place.IsArchive;
            return report;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && error is not StorageUnavailableException)
        {
            throw FileFaults.Describe(error, place.Path);
        }
        finally
        {
            if (!finished)
            {
                place.GiveUp();
            }
        }
    }

    private async Task<BackupReport> FillAsync(BackupPlace place, CancellationToken cancellationToken)
    {
        var folder = place.Unfinished;
        var madeAt = clock.GetUtcNow();
        var database = Path.Combine(folder, DataFiles.Database);
        SqliteSnapshot.Write(Path.Combine(dataDirectory, DataFiles.Database), database);
        files.Add(await DescribeAsync(database, DataFiles.Database, cancellationToken));
        using var contents = new SqliteContents(database);
        await CopyAsync(DataFiles.Credentials, folder, cancellationToken);
        await CopyAsync(DataFiles.AccessKeys, folder, cancellationToken);
        await CopyAsync(DataFiles.Images, folder, cancellationToken);
        await CopyLogsAsync(folder, cancellationToken);
        await CopyBlobsAsync(contents.Named(), place, cancellationToken);
        var missing = contents.OfKeys().Where(blob => BlobFolder.PathOf(DataFiles.ObjectsOf(dataDirectory), blob) is { } path && !File.Exists(path)).ToList();
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, madeAt, contents.Migration(), files, missing);
        WriteManifest(folder, manifest);
        return new BackupReport(place.Path, madeAt, files.Count, files.Sum(file => file.Size), blobs, linked, missing.Count);
    }

    private async Task CopyLogsAsync(string folder, CancellationToken cancellationToken)
    {
        var logs = Path.Combine(dataDirectory, DataFiles.Logs);
        foreach (var log in Directory.Exists(logs) ? Directory.EnumerateFiles(logs, "*", SearchOption.AllDirectories) : [])
        {
            await CopyAsync(Path.GetRelativePath(dataDirectory, log), folder, cancellationToken);
        }
    }

    private async Task CopyBlobsAsync(BlobNames named, BackupPlace place, CancellationToken cancellationToken)
    {
        var source = DataFiles.ObjectsOf(dataDirectory);
        var target = DataFiles.ObjectsOf(place.Unfinished);
        var before = place.IsArchive || !Directory.Exists(place.Path) ? null : DataFiles.ObjectsOf(place.Path);
        foreach (var (blob, file) in BlobFolder.All(source).Where(one => named.Contains(one.Blob)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copy = BlobFolder.PathOf(target, blob)!; // All gives names of blobs
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (LinuxFiles.TryLink(file, copy) || (before is not null && LinuxFiles.TryLink(BlobFolder.PathOf(before, blob)!, copy)))
            {
                linked++;
            }
            else
            {
                await CopyFileAsync(file, copy, cancellationToken);
                PrivateFiles.MakeReadOnly(copy);
            }

            blobs++;
            files.Add(new BackupFile(Path.GetRelativePath(place.Unfinished, copy), new FileInfo(copy).Length, blob));
        }

        foreach (var shard in Directory.Exists(target) ? Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories) : [])
        {
            LinuxFiles.SyncDirectory(shard);
        }
    }

    private async Task CopyAsync(string path, string folder, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(folder, path);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(copy)!); // below the folder
        try
        {
            var (size, digest) = await CopyFileAsync(Path.Combine(dataDirectory, path), copy, cancellationToken);
            files.Add(new BackupFile(path, size, digest));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            // A folder that no server has worked on yet has no keys; a log may go with its execution.
        }
    }

    /// <summary>The bytes that are there now: a log may grow meanwhile.</summary>
    private static async Task<(long Size, string Sha256)> CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        await using var copy = PrivateFiles.Open(to, FileMode.CreateNew, FileShare.Read);
        var written = await BackupSource.CopyAsync(source, copy, cancellationToken);
        copy.Flush(flushToDisk: true);
        return written;
    }

    private static async Task<BackupFile> DescribeAsync(string file, string path, CancellationToken cancellationToken)
    {
        await using var bytes = File.OpenRead(file);
        var (size, digest) = await BackupSource.CopyAsync(bytes, null, cancellationToken);
        return new BackupFile(path, size, digest);
    }

    private static void WriteManifest(string folder, BackupManifest manifest)
    {
        using (var file = PrivateFiles.Open(Path.Combine(folder, BackupManifest.FileName), FileMode.CreateNew, FileShare.None))
        {
            JsonSerializer.Serialize(file, manifest, BackupJson.Default.BackupManifest);
            file.Flush(flushToDisk: true);
        }

        LinuxFiles.SyncDirectory(folder);
    }

    private string Pack(BackupPlace place)
    {
        var archive = $"{place.Unfinished}.tar";
        File.Delete(archive);
        using (var file = PrivateFiles.Open(archive, FileMode.CreateNew, FileShare.None))
        {
            using (var writer = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
            {
                foreach (var path in files.Select(one => one.Path).Prepend(BackupManifest.FileName))
                {
                    writer.WriteEntry(Path.Combine(place.Unfinished, path), path);
                }
            }

            file.Flush(flushToDisk: true);
        }

        return archive;
    }
}
