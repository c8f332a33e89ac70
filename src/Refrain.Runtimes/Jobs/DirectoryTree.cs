using System.Text;

namespace Refrain.Runtimes.Jobs;

/// <summary>A file, directory or link below an output directory. <paramref name="Relative"/> has slashes and no leading one.</summary>
internal sealed record TreeEntry(string Relative, string Path, FileStatus Status);

/// <summary>Walks over what jobs leave behind: links not followed, odd permissions and odd names expected.</summary>
internal static class DirectoryTree
{
    private const UnixFileMode Readable = UnixFileMode.UserRead;
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Longest path that system calls take, less some room for what is added to it.</summary>
    private const int LongestPath = 3800;

    /// <summary>Everything below a directory, in ordinal order of the relative paths.</summary>
    /// <param name="root">An existing directory.</param>
    /// <param name="problem">Why some part cannot be stored; null when all can.</param>
    public static List<TreeEntry> Read(string root, out string? problem)
    {
        var found = new List<TreeEntry>();
        problem = null;
        var open = new Stack<(string Path, string Prefix)>([(root, "")]);
        while (open.TryPop(out var directory))
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory.Path))
            {
                var relative = directory.Prefix + System.IO.Path.GetFileName(path);
                if (Look(path) is not { } status)
                {
                    problem ??= $"'{relative}' has a name that is not UTF-8, or a path that is too long";
                    continue;
                }

                found.Add(new TreeEntry(relative, path, status));
                if (status.Kind == FileKind.Directory)
                {
                    open.Push((path, relative + "/"));
                }
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Relative, b.Relative));
        return found;
    }

    /// <summary>True when the path is a directory and no part of it below <paramref name="root"/> is a link, which could lead out of the job.</summary>
    public static bool IsOwnDirectory(string root, string path)
    {
        for (var here = path; here.Length > root.Length; here = System.IO.Path.GetDirectoryName(here)!) // ends at root, which is an ancestor
        {
            if (FileStatus.Find(here)?.Kind != FileKind.Directory)
            {
                return false;
            }
        }

        return FileStatus.Find(root)?.Kind == FileKind.Directory;
    }

    /// <summary>Removes a directory and everything in it, also what its owner may not write to; nothing happens when there is none.</summary>
    public static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // That was the aim.
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Read(path, out _); // opens up what was closed
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Looks at an entry, and makes it readable for us where the job, running as the same user, left it closed.</summary>
    private static FileStatus? Look(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > LongestPath || FileStatus.Find(path) is not { } status)
        {
            return null;
        }

        var needed = status.Kind switch
        {
            FileKind.Regular => Readable,
            FileKind.Directory => Passable,
            _ => UnixFileMode.None,
        };
        if ((status.Mode & needed) == needed)
        {
            return status;
        }

        File.SetUnixFileMode(path, status.Mode | needed);
        return status;
    }
}
