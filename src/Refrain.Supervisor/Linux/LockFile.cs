using System.Runtime.InteropServices;
using System.Text;

namespace Refrain.Supervisor.Linux;

/// <summary>
/// A file with a lock on it. The lock belongs to the open file, so a child that inherits the descriptor keeps it when we close ours or die: as long
/// as somebody holds it, a process of that family lives, whatever its process id.
/// </summary>
internal sealed class LockFile : IDisposable
{
    /// <summary>Descriptors below this number are the job's own (0 to 4); a file that is handed down must not sit on one of them.</summary>
    private const int LowestDescriptor = 10;

    private LockFile(int descriptor) => Descriptor = descriptor;

    /// <summary>The descriptor, closed on exec.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Opens (makes) the file and locks it; null when somebody else holds the lock.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static LockFile? TryTake(string path)
    {
        var file = new LockFile(Open(path));
        if (Native.Lock(file.Descriptor, Native.LockExclusive | Native.LockNow) == 0)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Opens (makes) the file and waits for the lock, on this thread.</summary>
    public static LockFile Take(string path)
    {
        var file = new LockFile(Open(path));
        while (Native.Lock(file.Descriptor, Native.LockExclusive) != 0 && Marshal.GetLastPInvokeError() == Native.ErrorInterrupted)
        {
        }

        return file;
    }

    /// <summary>True when some process holds the file's lock.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var mine = TryTake(path);
        return mine is null;
    }

    /// <summary>
    /// Sets one block of the disk aside, so that the few bytes of an exit code can be written when the disk is full by then. Where the file system
    /// cannot, nothing is lost but that.
    /// </summary>
    public void Reserve() => _ = Native.Allocate(Descriptor, Native.KeepSize, 0, 4096);

    /// <inheritdoc />
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Native.Close(Descriptor);
            Descriptor = -1;
        }
    }

    /// <summary>A file's text, read without the lock that .NET takes for every reader; empty when there is none.</summary>
    public static unsafe string ReadText(string path)
    {
        var descriptor = Native.Open(path, Native.ReadOnly | Native.CloseOnExec, 0);
        if (descriptor < 0)
        {
            return "";
        }

        byte* buffer = stackalloc byte[4096];
        var length = (int)Native.Read(descriptor, buffer, 4096);
        _ = Native.Close(descriptor);
        return length <= 0 ? "" : Encoding.UTF8.GetString(buffer, length);
    }

    private static IOException Refused(string path) => new($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    private static int Open(string path)
    {
        var first = Native.Open(path, Native.ReadWrite | Native.Create | Native.CloseOnExec, 0b110_000_000);
        if (first < 0)
        {
            throw Refused(path);
        }

        if (first >= LowestDescriptor)
        {
            return first;
        }

        var moved = Native.FileControl(first, Native.DuplicateCloseOnExec, LowestDescriptor);
        _ = Native.Close(first);
        return moved >= 0 ? moved : throw Refused(path);
    }
}
