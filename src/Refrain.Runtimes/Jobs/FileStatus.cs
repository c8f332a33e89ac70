using System.Runtime.InteropServices;

namespace Refrain.Runtimes.Jobs;

/// <summary>What kind of thing a path names.</summary>
internal enum FileKind
{
    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, socket or device: opening one could wait for ever.</summary>
    Other,
}

/// <summary>
/// What a path itself is, links not followed. .NET cannot tell a regular file from a pipe, and a job may leave either where we look for a file.
/// </summary>
internal readonly unsafe partial record struct FileStatus(FileKind Kind, UnixFileMode Mode, long Size, DateTimeOffset ModifiedAt)
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicFields = 0x7ff;

    /// <summary>Looks; null when there is nothing (or nothing that can be looked at).</summary>
    public static FileStatus? Find(string path)
    {
        byte* buffer = stackalloc byte[256];
        if (StatX(CurrentDirectory, path, DoNotFollow, BasicFields, buffer) != 0)
        {
            return null;
        }

        // struct statx is the same on every architecture: mode at 28, size at 40, modification time at 112 (seconds) and 120 (nanoseconds).
        var mode = *(ushort*)(buffer + 28);
        var modified = DateTimeOffset.FromUnixTimeSeconds(*(long*)(buffer + 112)).AddTicks(*(uint*)(buffer + 120) / 100);
        var kind = (mode & 0xf000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xa000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileStatus(kind, (UnixFileMode)(mode & 0xfff), *(long*)(buffer + 40), modified);
    }

    /// <summary>Gives a file a second name in the same file system; false where that cannot be.</summary>
    public static bool TryLink(string existing, string another) => Link(existing, another) == 0;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string another);
}
