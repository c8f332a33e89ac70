using System.Runtime.InteropServices;

namespace Refrain.Storage.Objects;

/// <summary>What .NET does not offer: hard links, what kind of file a name stands for, and the sync of a directory. Elsewhere than on Linux they do less, safely.</summary>
internal static partial class LinuxFiles
{
    private const int DirectoryAndCloseOnExec = 0x10000 | 0x80000, CurrentDirectory = -100, NoFollow = 0x100, BasicStats = 0x7ff;
    private const int TypeBits = 0xf000, RegularFile = 0x8000, Exchange = 2;

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The file system could not.</exception>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // no such call, or no such need
        }

        var descriptor = Open(path, DirectoryAndCloseOnExec);
        if (descriptor < 0)
        {
            throw Error(path);
        }

        var synced = FSync(descriptor);
        var error = synced == 0 ? null : Error(path);
        _ = Close(descriptor);
        if (error is not null)
        {
            throw error;
        }
    }

    /// <summary>A second name for a file; false where that is not possible (another file system, not allowed, not supported, taken).</summary>
    public static bool TryLink(string file, string name) => OperatingSystem.IsLinux() && Link(file, name) == 0;

    /// <summary>Two names of one file system change places in one step; false where that is not possible.</summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux() && Rename(CurrentDirectory, one, CurrentDirectory, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // a C library of before this call
        }
    }

    /// <summary>A plain file, not a link, directory, pipe or device.</summary>
    public static bool IsRegular(string file) =>
        OperatingSystem.IsLinux() ? Stat(file) is { } stat && (stat.Mode & TypeBits) == RegularFile : new FileInfo(file) is { Exists: true, LinkTarget: null };

    /// <summary>The file has exactly one name, so nobody reaches its bytes by another one.</summary>
    public static bool HasOneName(string file) => Stat(file) is { Names: 1 };

    private static StatX? Stat(string file) =>
        OperatingSystem.IsLinux() && StatXOf(CurrentDirectory, file, NoFollow, BasicStats, out var stat) == 0 ? stat : null;

    private static IOException Error(string path)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(number)} : '{path}'", number);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string file, string name);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(int directory, string name, int otherDirectory, string otherName, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatXOf(int directory, string path, int flags, uint mask, out StatX stat);

    /// <summary>The kernel's <c>struct statx</c>: the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(16)]
        public uint Names;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
