using Refrain.Storage.Objects;

namespace Refrain.Storage.Backups;

/// <summary>
/// Where a backup goes: a folder, or a tar archive when the name ends in <c>.tar</c>. It is made beside its place and takes its name when it is whole, so what has
/// the name is a whole backup, before, while and after another one is made.
/// </summary>
internal sealed class BackupPlace
{
    private BackupPlace(string path)
    {
        Path = path;
        var parent = System.IO.Path.GetDirectoryName(path)!; // not the root: see Of
        Unfinished = System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(path)}.unfinished-backup");
        Parent = parent;
    }

    /// <summary>The place, absolute.</summary>
    public string Path { get; }

    /// <summary>Where the backup is made.</summary>
    public string Unfinished { get; }

    /// <summary>True for one file instead of a folder.</summary>
    public bool IsArchive => System.IO.Path.GetExtension(Path) == ".tar";

    private string Parent { get; }

    /// <summary>Checks a place for a backup of a data folder.</summary>
    /// <exception cref="BackupException">It is no absolute path, lies in the data folder or around it, or something else is there.</exception>
    public static BackupPlace Of(string path, string dataDirectory)
    {
        if (!System.IO.Path.IsPathFullyQualified(path) || System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path))) is null)
        {
            throw new BackupException($"'{path}' is no place for a backup: name a folder or a .tar file on the server's machine by its absolute path.");
        }

        var place = new BackupPlace(RealPath(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path))));
        var data = RealPath(System.IO.Path.GetFullPath(dataDirectory));
        if (IsWithin(place.Path, data) || IsWithin(data, place.Path))
        {
            throw new BackupException($"'{path}' and the data folder '{dataDirectory}' lie in one another: choose a place outside of it, best on another disk.");
        }

        place.RefuseForeign();
        return place;
    }

    /// <summary>An empty folder to make the backup in; what a crash left there is removed.</summary>
    public void Begin()
    {
        PrivateFiles.CreateDirectory(Parent);
        DeleteAny(Unfinished);
        PrivateFiles.CreateDirectory(Unfinished);
    }

    /// <summary>The finished folder or file takes the name; the backup that had it goes.</summary>
    public void Finish(string made)
    {
        if (IsArchive)
        {
            File.Move(made, Path, overwrite: true);
        }
        else if (!Directory.Exists(Path))
        {
            Directory.Move(made, Path);
        }
        else if (LinuxFiles.TryExchange(made, Path))
        {
            LinuxFiles.SyncDirectory(Parent);
            Directory.Delete(made, recursive: true);
        }
        else
        {
            var old = $"{Unfinished}.old";
            DeleteAny(old);
            Directory.Move(Path, old);
            Directory.Move(made, Path);
            DeleteAny(old);
        }

        LinuxFiles.SyncDirectory(Parent);
    }

    /// <summary>Removes what was made and not finished.</summary>
    public void GiveUp() => DeleteAny(Unfinished);

    /// <summary>The path behind links; the part of it that does not exist yet stays as written.</summary>
    public static string RealPath(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            return RealPath(target.FullName);
        }

        return System.IO.Path.GetDirectoryName(path) is { } parent ? System.IO.Path.Combine(RealPath(parent), System.IO.Path.GetFileName(path)) : path;
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith('/') ? folder : $"{folder}/", StringComparison.Ordinal);

    private static void DeleteAny(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private void RefuseForeign()
    {
        var isForeign = IsArchive
            ? Directory.Exists(Path) || (File.Exists(Path) && !BackupSource.IsBackup(Path))
            : File.Exists(Path) || (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any() && !BackupSource.IsBackup(Path));
        if (isForeign)
        {
            throw new BackupException($"'{Path}' is there and is no backup of Refrain's: choose another place, or empty it first.");
        }
    }
}
