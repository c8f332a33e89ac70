using System.Runtime.InteropServices;
using Refrain.Core;
using Refrain.Runtimes.Jobs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>An entry of a directory of the host; <paramref name="LinkTarget"/> is set for symbolic links.</summary>
internal sealed record HostEntry(string Name, string? LinkTarget);

/// <summary>What a compiler must know of this machine: a value, so that its text can be tested anywhere.</summary>
internal sealed record HostView
{
    /// <summary>True when <c>/opt/ml</c> is a directory, so that something can be mounted on it.</summary>
    public required bool HasOptMl { get; init; }

    /// <summary>The entries of <c>/opt</c>; null when it is no directory of its own.</summary>
    public required ValueList<HostEntry>? Opt { get; init; }

    /// <summary>The entries of <c>/</c>; filled only when <see cref="Opt"/> is null.</summary>
    public required ValueList<HostEntry> Top { get; init; }

    /// <summary>The .NET that runs this program, for jobs that are .NET programs; null when it is compiled into it.</summary>
    public required string? DotnetRoot { get; init; }

    /// <summary>Directories that jobs must not see.</summary>
    public required ValueList<string> HiddenDirectories { get; init; }

    /// <summary>Files that jobs must not see.</summary>
    public required ValueList<string> HiddenFiles { get; init; }

    /// <summary>True when the machine has an <c>/etc/hosts</c>, so that a job's own can be seen in its place.</summary>
    public bool HasHostNames { get; init; }

    /// <summary><c>PATH</c> of jobs.</summary>
    public required string SearchPath { get; init; }

    /// <summary><see cref="SearchPath"/>, and the .NET after it: where jobs find programs.</summary>
    public string AllPaths => DotnetRoot is null ? SearchPath : $"{SearchPath}:{DotnetRoot}";

    /// <summary>Looks at this machine. What is mounted in <c>/opt</c> changes while a server runs, so it is looked at for every launch.</summary>
    public static HostView Look(LocalRuntimeOptions options)
    {
        var hidden = options.HiddenPaths.Prepend(options.DataDirectory).Concat(SocketFolder(options.DataDirectory)).Select(RealPath.Of).Where(IsNotCovered).Distinct().ToList();
        var opt = FileStatus.Find("/opt")?.Kind == FileKind.Directory ? List("/opt") : null;
        return new HostView
        {
            HasOptMl = FileStatus.Find("/opt/ml")?.Kind == FileKind.Directory,
            Opt = opt,
            Top = opt is null ? List("/") : [],
            DotnetRoot = FindDotnet(),
            HiddenDirectories = hidden.Where(Directory.Exists).ToValueList(),
            HiddenFiles = hidden.Where(File.Exists).ToValueList(),
            HasHostNames = FileStatus.Find("/etc/hosts")?.Kind == FileKind.Regular,
            SearchPath = options.SearchPath,
        };
    }

    /// <summary>The first program of that name on a search path; null when there is none.</summary>
    public static string? FindProgram(string name, string searchPath) =>
        searchPath.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>What lies below <c>/tmp</c> or <c>/opt/ml</c> is out of a job's sight already, and has no place there to mount anything on.</summary>
    private static bool IsNotCovered(string path) =>
        !$"{path}/".StartsWith("/tmp/", StringComparison.Ordinal) && !$"{path}/".StartsWith("/opt/ml/", StringComparison.Ordinal);

    /// <summary>The supervisor does what callers tell it, outside any sandbox: its socket is not for jobs.</summary>
    private static IEnumerable<string> SocketFolder(string dataDirectory) =>
        Meeting.FindSocket(dataDirectory) is { } socket ? [Path.GetDirectoryName(socket)!] : []; // a socket's path has a parent

    private static ValueList<HostEntry> List(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(entry => new HostEntry(entry.Name, entry.LinkTarget))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ToValueList();

    private static string? FindDotnet()
    {
        // DOTNET/shared/Microsoft.NETCore.App/VERSION/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return File.Exists(Path.Combine(root, "dotnet")) ? root : null;
    }
}
