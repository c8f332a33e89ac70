namespace Refrain.Storage.Backups;

/// <summary>Backups of data folders that no server works on, and back again.</summary>
public static class DataBackup
{
    /// <summary>Makes a backup of a folder that no server works on; a running server makes its own, see <see cref="SqliteStorage.BackUpAsync"/>.</summary>
    /// <exception cref="DataDirectoryInUseException">A server has the folder.</exception>
    /// <exception cref="BackupException">There is no data folder, or the place cannot have the backup.</exception>
    /// <exception cref="StorageUnavailableException">The disk refused; the place is as it was.</exception>
    public static async Task<BackupReport> MakeAsync(string dataDirectory, string target, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(dataDirectory, DataFiles.Database)))
        {
            throw new BackupException($"'{dataDirectory}' is no data folder, it has no {DataFiles.Database}: name the server's folder with --data-dir.");
        }

        using var held = DataDirectory.Take(dataDirectory);
        return await new BackupMaker(held.Path, clock).MakeAsync(Path.GetFullPath(target), cancellationToken);
    }

    /// <summary>Reads a backup whole, and compares every byte with what was backed up.</summary>
    /// <exception cref="BackupException">There is none, or its manifest cannot be read.</exception>
    public static async Task<VerificationReport> VerifyAsync(string place, CancellationToken cancellationToken)
    {
        var source = new BackupSource(Path.GetFullPath(place));
        var manifest = source.Manifest();
        var problems = await source.ReadAsync(manifest, _ => null, cancellationToken);
        problems.AddRange(manifest.Missing.Select(blob => $"blob {blob} was missing from the data folder already"));
        return new VerificationReport(manifest.MadeAt, manifest.Files.Count, manifest.Files.Sum(file => file.Size), [.. problems]);
    }

    /// <summary>Makes a data folder from a backup. Every byte is checked; the folder appears whole or not at all.</summary>
    /// <exception cref="BackupException">The folder is in use or not empty, or the backup is damaged or of a later build.</exception>
    /// <exception cref="StorageUnavailableException">The disk refused.</exception>
    public static async Task<VerificationReport> RestoreAsync(string place, string dataDirectory, CancellationToken cancellationToken)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        RefuseUsed(target);
        var source = new BackupSource(Path.GetFullPath(place));
        var manifest = source.Manifest();
        var unfinished = Path.Combine(Path.GetDirectoryName(target) ?? "/", $".{Path.GetFileName(target)}.unfinished-restore");
        try
        {
            RemoveFolder(unfinished);
            PrivateFiles.CreateDirectory(unfinished);
            var problems = await source.ReadAsync(manifest, file => Create(unfinished, file), cancellationToken);
            if (problems.Count > 0)
            {
                throw new BackupException(
                    $"The backup '{place}' is damaged, nothing was restored: {problems[0]}{(problems.Count > 1 ? $", and {problems.Count - 1} problems more" : "")}. Use another backup; 'refrain backup --verify' lists what is wrong.");
            }

            Finish(unfinished, target);
            return new VerificationReport(manifest.MadeAt, manifest.Files.Count, manifest.Files.Sum(file => file.Size), [.. manifest.Missing]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && error is not StorageUnavailableException)
        {
            throw FileFaults.Describe(error, target);
        }
        finally
        {
            RemoveFolder(unfinished);
        }
    }

    private static void RefuseUsed(string target)
    {
        if (File.Exists(target))
        {
            throw new BackupException($"'{target}' is a file: name a folder that does not exist yet, or an empty one.");
        }

        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return;
        }

        if (File.Exists(Path.Combine(target, DataFiles.Database)))
        {
            DataDirectory.Take(target).Dispose(); // says that a server works on it, if one does
        }

        throw new BackupException($"'{target}' is not empty: name a folder that does not exist yet, or an empty one.");
    }

    private static FileStream Create(string folder, BackupFile file)
    {
        var path = Path.Combine(folder, file.Path);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!); // below the folder
        return PrivateFiles.Open(path, FileMode.CreateNew, FileShare.None);
    }

    private static void Finish(string unfinished, string target)
    {
        foreach (var (_, blob) in Objects.BlobFolder.All(DataFiles.ObjectsOf(unfinished)))
        {
            PrivateFiles.MakeReadOnly(blob);
        }

        using (var contents = new Sqlite.SqliteContents(Path.Combine(unfinished, DataFiles.Database)))
        {
            if (contents.Unknown() is { } unknown)
            {
                throw new BackupException($"The backup was made by a newer Refrain (it knows '{unknown}', this build does not): restore it with that version or a later one.");
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(unfinished, "*", SearchOption.AllDirectories).Append(unfinished))
        {
            Objects.LinuxFiles.SyncDirectory(folder);
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target); // empty; when something came into it meanwhile, this fails and nothing is lost
        }

        Directory.Move(unfinished, target);
        Objects.LinuxFiles.SyncDirectory(Path.GetDirectoryName(target) ?? "/");
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
