using System.Runtime.InteropServices;

namespace Refrain.Cli.Serving;

/// <summary>The two calls of libc that .NET has no words for.</summary>
internal static partial class Native
{
    public const int Terminate = 15; // SIGTERM

    /// <summary>Becomes another program: same process, same terminal, same parent. Returns only when that fails.</summary>
    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Become(string file, string?[] argumentsAndNull);

    /// <summary>Sends a signal to a process.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int process, int signal);
}
