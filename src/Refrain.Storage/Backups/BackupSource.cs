using System.Formats.Tar;
using System.Security.Cryptography;

namespace Refrain.Storage.Backups;

/// <summary>A backup that is read: a folder, or an archive whose first entry is the manifest.</summary>
internal sealed class BackupSource(string place)
{
    /// <summary>True when the place looks like a backup.</summary>
    public static bool IsBackup(string place)
    {
        if (Directory.Exists(place))
        {
            return File.Exists(Path.Combine(place, BackupManifest.FileName));
        }

        try
        {
            using var archive = new TarReader(File.OpenRead(place));
            return archive.GetNextEntry()?.Name == BackupManifest.FileName;
        }
        catch (Exception other) when (other is InvalidDataException or EndOfStreamException or FormatException)
        {
            return false;
        }
    }

    /// <summary>What it says it holds.</summary>
    /// <exception cref="BackupException">It is not there, no backup, damaged, or of a later build.</exception>
    public BackupManifest Manifest()
    {
        if (!Directory.Exists(place) && !File.Exists(place))
        {
            throw new BackupException($"There is no backup at '{place}': check the path.");
        }

        if (!IsBackup(place))
        {
            throw new BackupException($"'{place}' is no whole backup, it has no {BackupManifest.FileName}: name a folder or .tar file that 'refrain backup' made.");
        }

        using Stream text = Directory.Exists(place) ? File.OpenRead(Path.Combine(place, BackupManifest.FileName)) : FirstEntry();
        return BackupManifest.Read(text, place);
    }

    /// <summary>Reads every file once, against its digest, and hands each over while it is read. What is wrong is told in lines; reading goes on.</summary>
    /// <param name="manifest">What should be there.</param>
    /// <param name="target">Where a file goes; null: nowhere.</param>
    /// <param name="cancellationToken">Stop reading.</param>
    public async Task<List<string>> ReadAsync(BackupManifest manifest, Func<BackupFile, Stream?> target, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var expected = manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        await foreach (var (path, bytes) in OpenAllAsync(expected.Keys.ToList(), problems, cancellationToken))
        {
            await using (bytes)
            {
                if (expected.Remove(path, out var file) && await ReadAsync(file, bytes, target, cancellationToken) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        problems.AddRange(expected.Keys.Order(StringComparer.Ordinal).Select(path => $"{path} is missing"));
        return problems;
    }

    private static async Task<string?> ReadAsync(BackupFile file, Stream bytes, Func<BackupFile, Stream?> target, CancellationToken cancellationToken)
    {
        await using var copy = target(file);
        var (size, digest) = await CopyAsync(bytes, copy, cancellationToken);
        if (copy is FileStream written)
        {
            written.Flush(flushToDisk: true);
        }

        return size != file.Size ? $"{file.Path} has {size} bytes instead of {file.Size}" : digest != file.Sha256 ? $"{file.Path} has other bytes than were backed up" : null;
    }

    /// <summary>Reads a stream to its end, and writes it to another one unless that is null.</summary>
    public static async Task<(long Size, string Sha256)> CopyAsync(Stream from, Stream? to, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var size = 0L;
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            sha256.AppendData(buffer, 0, read);
            size += read;
            if (to is not null)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        return (size, Convert.ToHexStringLower(sha256.GetHashAndReset()));
    }

    private async IAsyncEnumerable<(string Path, Stream Bytes)> OpenAllAsync(
        IReadOnlyList<string> paths, List<string> problems, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Directory.Exists(place))
        {
            foreach (var path in paths.Where(path => File.Exists(Path.Combine(place, path))))
            {
                yield return (path, File.OpenRead(Path.Combine(place, path)));
            }

            yield break;
        }

        await using var archive = new TarReader(File.OpenRead(place));
        while (await NextAsync(archive, problems, cancellationToken) is { } entry)
        {
            yield return (entry.Name, entry.DataStream ?? Stream.Null);
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader archive, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException)
        {
            problems.Add($"the archive is damaged: {damaged.Message}");
            return null;
        }
    }

    private MemoryStream FirstEntry()
    {
        using var archive = new TarReader(File.OpenRead(place));
        var text = new MemoryStream();
        archive.GetNextEntry()!.DataStream!.CopyTo(text); // IsBackup saw it
        text.Position = 0;
        return text;
    }
}
