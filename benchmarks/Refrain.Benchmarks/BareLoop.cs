using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Refrain.Benchmarks;

/// <summary>The least it can cost: posix_spawn and waitpid, one process after the other.</summary>
internal static unsafe partial class BareLoop
{
    /// <summary>Seconds for <paramref name="count"/> runs of a program.</summary>
    public static double Seconds(int count, params string[] command)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            Run(command);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static void Run(string[] command)
    {
        var arguments = stackalloc byte*[command.Length + 1];
        for (var i = 0; i < command.Length; i++)
        {
            arguments[i] = (byte*)Marshal.StringToCoTaskMemUTF8(command[i]);
        }

        arguments[command.Length] = null;
        var environment = stackalloc byte*[1];
        environment[0] = null;
        int process, status;
        var error = Spawn(&process, arguments[0], null, null, arguments, environment);
        if (error != 0 || Wait(process, &status, 0) != process || status != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} did not run (error {error}).");
        }

        for (var i = 0; i < command.Length; i++)
        {
            Marshal.FreeCoTaskMem((nint)arguments[i]);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Spawn(int* process, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int process, int* status, int options);
}
