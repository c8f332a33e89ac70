using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Refrain.Journey.Tests;

/// <summary>Finds processes by what stands in their command lines.</summary>
internal static class Processes
{
    public static IReadOnlyList<string> Naming(string text) =>
        Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(CommandLine).Where(line => line.Contains(text, StringComparison.Ordinal)).ToList();

    /// <summary>Waits until no process names the text; the supervisor leaves a moment after its last job and connection.</summary>
    public static async Task GoneAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); Naming(text) is { Count: > 0 } left;)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"left behind: {string.Join(" | ", left)}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>Signals.</summary>
internal static partial class Native
{
    public static void Terminate(int process) => _ = Kill(process, 15);

    public static void HangUp(int process) => _ = Kill(process, 1);

    public static void Interrupt(int process) => _ = Kill(process, 2);

    public static void KillAtOnce(int process) => _ = Kill(process, 9);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
