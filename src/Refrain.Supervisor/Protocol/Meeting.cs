using System.Text;

namespace Refrain.Supervisor.Protocol;

/// <summary>Where the two ends meet; both compute it from the data folder alone.</summary>
internal static class Meeting
{
    /// <summary>Longest path that a unix socket address holds, in bytes.</summary>
    private const int LongestSocketPath = 107;

    /// <summary>The supervisor's own folder.</summary>
    public static string Folder(string dataDirectory) => Path.Combine(dataDirectory, "supervisor");

    /// <summary>The usual place of the socket.</summary>
    public static string Socket(string dataDirectory) => Path.Combine(Folder(dataDirectory), "socket");

    /// <summary>The file that names the socket when its usual place has too long a path.</summary>
    public static string SocketPath(string dataDirectory) => Path.Combine(Folder(dataDirectory), "socket-path");

    /// <summary>Where a supervisor of this folder listens, if one does; null when the place is not known (yet).</summary>
    public static string? FindSocket(string dataDirectory)
    {
        if (FitsSocket(Socket(dataDirectory)))
        {
            return Socket(dataDirectory);
        }

        var pointer = SocketPath(dataDirectory);
        return File.Exists(pointer) ? File.ReadAllText(pointer) : null;
    }

    /// <summary>True when a path is short enough for a socket address.</summary>
    public static bool FitsSocket(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath;

    /// <summary>What the supervisor prints when it is ready for connections.</summary>
    public const string Ready = "ready";

    /// <summary>What it prints when another one serves the folder.</summary>
    public const string AnotherOneServes = "another one serves this folder";
}
