using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Serving;

/// <summary>
/// Where the socket lies: in the data folder, or, when that path is longer than a socket address, in a private folder whose path is written to
/// <c>supervisor/socket-path</c>. Only its owner may connect.
/// </summary>
internal static class SocketPlace
{
    private const uint OwnerOnly = 0b001_111_111;
    private const uint Usual = 0b000_010_010;

    /// <summary>Opens the socket for listening. The lock on the folder is ours, so a socket that is there is a dead supervisor's.</summary>
    public static (Socket Listener, string Path) Open(string dataDirectory)
    {
        var path = Choose(dataDirectory);
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _ = Native.FileModeMask(OwnerOnly);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(64);
            return (listener, path);
        }
        finally
        {
            _ = Native.FileModeMask(Usual);
        }
    }

    /// <summary>Removes the socket, and the folder that was made for it.</summary>
    public static void Remove(string dataDirectory, string path)
    {
        File.Delete(path);
        if (path != Meeting.Socket(dataDirectory))
        {
            File.Delete(Meeting.SocketPath(dataDirectory));
            Directory.Delete(Path.GetDirectoryName(path)!); // the folder is ours alone, and a socket's path has one
        }
    }

    private static string Choose(string dataDirectory)
    {
        var usual = Meeting.Socket(dataDirectory);
        var pointer = Meeting.SocketPath(dataDirectory);
        if (Meeting.FitsSocket(usual))
        {
            File.Delete(pointer);
            return usual;
        }

        var place = Path.Combine(PrivateFolder(dataDirectory), "socket");
        File.WriteAllText(pointer + ".new", place);
        File.Move(pointer + ".new", pointer, overwrite: true);
        return place;
    }

    private static string PrivateFolder(string dataDirectory)
    {
        var above = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 60 } runtime && Directory.Exists(runtime) ? runtime : "/tmp";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16];
        var folder = Path.Combine(above, $"refrain-{Native.EffectiveUser()}-{digest}");
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, ownerOnly);
        // Somebody else may have made it before us, to listen in our place; changing the mode of another's folder fails, and a link is not followed.
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new IOException($"{folder} is a link; the supervisor's socket needs a folder of its own there. Remove it.");
        }

        File.SetUnixFileMode(folder, ownerOnly);
        return folder;
    }
}
