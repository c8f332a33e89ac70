using System.Globalization;
using System.Runtime.InteropServices;
using Refrain.Supervisor.Jobs;
using Refrain.Supervisor.Linux;
using Refrain.Supervisor.Protocol;
using Refrain.Supervisor.Serving;

namespace Refrain.Supervisor;

/// <summary>
/// <c>refrain-supervisor --data-dir DIR [--idle-seconds N]</c>: starts jobs, waits for them, writes their exit records. One per data folder; outlives
/// the server; leaves when nobody needs it.
/// </summary>
internal static class Program
{
    private const int BadUsage = 2;
    private const int Failed = 1;
    private const int DefaultIdleSeconds = 10;

    private static int Main(string[] arguments)
    {
        if (!TryRead(arguments, out var dataDirectory, out var idleSeconds))
        {
            Console.Error.WriteLine("usage: refrain-supervisor --data-dir DIR [--idle-seconds N]");
            return BadUsage;
        }

        try
        {
            return Run(dataDirectory, TimeSpan.FromSeconds(idleSeconds), TimeProvider.System);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"refrain-supervisor: {dataDirectory} cannot be served: {refused.Message}");
            return Failed;
        }
    }

    private static int Run(string dataDirectory, TimeSpan idle, TimeProvider clock)
    {
        _ = Native.NewSession(); // a terminal's Ctrl-C is for the server
        Directory.CreateDirectory(Meeting.Folder(dataDirectory));
        using var only = LockFile.TryTake(Path.Combine(Meeting.Folder(dataDirectory), "lock"));
        if (only is null)
        {
            Console.Out.WriteLine(Meeting.AnotherOneServes);
            return 0;
        }

        Children.BecomeReaper();
        var journal = new Journal(Console.Error, clock);
        var table = new JobTable(dataDirectory, clock, journal);
        new Reaper(table, clock).Start();
        table.AdoptAll();
        var (socket, path) = SocketPlace.Open(dataDirectory);
        using var listener = new Listener(socket, table, idle, clock);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Leave(context, listener));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Leave(context, listener));
        _ = listener.AcceptAsync();
        Console.Out.WriteLine(Meeting.Ready);
        TurnToLog(dataDirectory);
        listener.Ended.Wait(); // this thread stays: orphans are handed to the first thread of a process
        SocketPlace.Remove(dataDirectory, path);
        listener.LeaveAsync().Wait();
        return 0;
    }

    private static void Leave(PosixSignalContext context, Listener listener)
    {
        context.Cancel = true;
        listener.End();
    }

    /// <summary>Lets go of the starter's terminal or pipes: from here on, words go to <c>supervisor/log</c>.</summary>
    private static void TurnToLog(string dataDirectory)
    {
        var log = Native.Open(
            Path.Combine(Meeting.Folder(dataDirectory), "log"), Native.WriteOnly | Native.Create | Native.Append | Native.CloseOnExec, 0b110_000_000);
        var nothing = Native.Open("/dev/null", Native.ReadWrite | Native.CloseOnExec, 0);
        _ = Native.Duplicate(nothing, 0);
        _ = Native.Duplicate(log >= 0 ? log : nothing, 1);
        _ = Native.Duplicate(log >= 0 ? log : nothing, 2);
        Directory.SetCurrentDirectory("/");
    }

    private static bool TryRead(string[] arguments, out string dataDirectory, out int idleSeconds)
    {
        dataDirectory = "";
        idleSeconds = DefaultIdleSeconds;
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            switch (arguments[i])
            {
                case "--data-dir":
                    // Links are resolved once, so that the names of open files in /proc can be compared with ours.
                    dataDirectory = Canonical(Path.GetFullPath(arguments[i + 1]));
                    break;
                case "--idle-seconds" when int.TryParse(arguments[i + 1], NumberStyles.None, null, out idleSeconds):
                    break;
                default:
                    return false;
            }
        }

        return dataDirectory.Length > 0 && arguments.Length % 2 == 0;
    }

    /// <summary>The folder's path without symbolic links in it.</summary>
    private static string Canonical(string path)
    {
        var parent = Path.GetDirectoryName(path);
        var here = parent is null ? path : Path.Combine(Canonical(parent), Path.GetFileName(path));
        return Directory.Exists(here) && Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Canonical(target.FullName) : here;
    }
}
