using System.Formats.Tar;
using System.IO.Compression;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// Unpacks a script's sources. Whoever made the archive must not write or read outside the folder it is unpacked into: names that lead out, and links that do, are refused.
/// </summary>
internal static class SourceArchive
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody =
        Owner | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>True for names of archives that are unpacked.</summary>
    public static bool IsArchive(string name) => name.EndsWith(".tar.gz", StringComparison.Ordinal) || name.EndsWith(".tgz", StringComparison.Ordinal);

    /// <summary>Unpacks a <c>tar.gz</c>; null, or what is wrong with it.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="root">An existing folder; what it holds is kept, and replaced by entries of the same name.</param>
    public static async Task<string?> UnpackAsync(Stream archive, string root, CancellationToken cancellationToken)
    {
        try
        {
            await using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            await using var reader = new TarReader(unzipped, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (await PlaceAsync(entry, root, cancellationToken) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException)
        {
            return $"it is not a tar.gz archive ({damaged.Message.TrimEnd('.')})";
        }
    }

    private static async Task<string?> PlaceAsync(TarEntry entry, string root, CancellationToken cancellationToken)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
        {
            return null;
        }

        var name = entry.Name.TrimEnd('/');
        name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (name is "" or ".")
        {
            return null;
        }

        if (ContractPath.RelativeProblem(name) is not null)
        {
            return $"its entry '{entry.Name}' would lie outside the folder";
        }

        var path = Path.Combine(root, name);
        var parent = Path.GetDirectoryName(path)!; // below root
        if (!IsFree(root, parent))
        {
            return $"its entry '{entry.Name}' goes through a link or a file";
        }

        Directory.CreateDirectory(parent);

        if (entry.EntryType != TarEntryType.Directory && FileStatus.Find(path) is { } there)
        {
            if (there.Kind == FileKind.Directory)
            {
                return $"its entry '{entry.Name}' is a folder before";
            }

            File.Delete(path);
        }

        return await WriteAsync(entry, path, root, name, cancellationToken);
    }

    private static async Task<string?> WriteAsync(TarEntry entry, string path, string root, string name, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory when !IsFree(root, path):
                return $"its entry '{entry.Name}' is a link or a file before";
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                return null;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
                {
                    await (entry.DataStream ?? Stream.Null).CopyToAsync(file, cancellationToken);
                }

                File.SetUnixFileMode(path, (entry.Mode & Everybody) | Owner);
                return null;
            case TarEntryType.SymbolicLink:
                if (LeadsOut(name, entry.LinkName))
                {
                    return $"its link '{entry.Name}' leads to '{entry.LinkName}', outside the folder";
                }

                File.CreateSymbolicLink(path, entry.LinkName);
                return null;
            case TarEntryType.HardLink:
                return Linked(entry, path, root);
            default:
                return $"its entry '{entry.Name}' is neither a file nor a folder nor a link";
        }
    }

    /// <summary>True when every part of a path below the root is a folder or nothing yet.</summary>
    private static bool IsFree(string root, string path)
    {
        for (var here = path; here.Length > root.Length; here = Path.GetDirectoryName(here)!) // ends at root, which is an ancestor
        {
            if (FileStatus.Find(here) is { Kind: not FileKind.Directory })
            {
                return false;
            }
        }

        return true;
    }

    private static string? Linked(TarEntry entry, string path, string root)
    {
        var target = Path.Combine(root, entry.LinkName);
        if (ContractPath.RelativeProblem(entry.LinkName) is not null
            || !DirectoryTree.IsOwnDirectory(root, Path.GetDirectoryName(target)!) // below root
            || FileStatus.Find(target)?.Kind != FileKind.Regular)
        {
            return $"its link '{entry.Name}' leads to '{entry.LinkName}', which is no file of the archive";
        }

        File.Copy(target, path);
        return null;
    }

    /// <summary>
    /// A target may go up only at its beginning, and not above the root: the folder of the link is a real one, so each step up is one. Later parts may be links themselves, and those
    /// were held to the same rule.
    /// </summary>
    private static bool LeadsOut(string name, string target)
    {
        if (target.Length == 0 || target.StartsWith('/') || target.Contains('\0'))
        {
            return true;
        }

        var parts = target.Split('/');
        var ups = parts.TakeWhile(part => part == "..").Count();
        return ups > name.Count(letter => letter == '/') || parts.Skip(ups).Contains("..");
    }
}
