using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;
using Refrain.Cli.Serving;

namespace Refrain.Cli.Demo;

/// <summary>The data folder of the demo's server. Every demo has its own, so that two may run at once.</summary>
internal sealed class DemoFolder(string path, bool isTemporary, Screen screen) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>Whether it is removed at the end.</summary>
    public bool IsTemporary { get; } = isTemporary;

    /// <summary>The folder asked for, or a fresh temporary one.</summary>
    /// <exception cref="CliException">A server runs on it.</exception>
    public static DemoFolder Make(string? dataDir, bool keep, Screen screen)
    {
        if (dataDir is null)
        {
            return new DemoFolder(Directory.CreateTempSubdirectory("refrain-demo-").FullName, !keep, screen);
        }

        var path = System.IO.Path.GetFullPath(dataDir);
        Directory.CreateDirectory(path);
        return ServerFiles.Address(path) is { } server && Native.Signal(server.ProcessId, signal: 0) == 0
            ? throw new CliException($"A server runs on {path} already ({server.Endpoint}).", "Stop it, or give the demo another --data-dir.")
            : new DemoFolder(path, isTemporary: false, screen);
    }

    public void Dispose()
    {
        if (!IsTemporary)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            screen.Aside($"{Path} could not be removed: {busy.Message}");
        }
    }
}
