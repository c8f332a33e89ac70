using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>
/// A job in bubblewrap: the host read-only, a private <c>/opt/ml</c>, <c>/tmp</c>, <c>/dev</c> and process table, no capabilities, the data folder not
/// there. No <c>--die-with-parent</c>: a job outlives its supervisor.
/// </summary>
internal static class BubblewrapText
{
    /// <summary>bubblewrap itself, and its first process in the sandbox.</summary>
    private const int Wrappers = 2;

    /// <summary>The command.</summary>
    public static LaunchCommand Compile(JobSpec spec, Sandbox.Bubblewrap sandbox, HostView host, JobPlaces places)
    {
        var all = JobEnvironment.Merge(JobEnvironment.Basic(host, "/tmp", places.HasTools), spec.Environment);
        ValueList<string> arguments =
        [
            "bwrap",
            // 3 takes the exit code; 4 is held open by the sandbox's first process, so its lock tells that the sandbox lives.
            "--json-status-fd", "3", "--sync-fd", "4",
            "--unshare-pid", .. spec.NetworkIsolation ? ["--unshare-net"] : ValueList<string>.Empty,
            .. Root(host),
            "--dev", "/dev", "--proc", "/proc",
            .. host.HiddenDirectories.SelectMany(path => new[] { "--perms", "0500", "--tmpfs", path }),
            .. host.HiddenFiles.SelectMany(path => new[] { "--ro-bind", "/dev/null", path }),
            "--bind", places.Temporary, "/tmp",
            "--bind", places.Ml, "/opt/ml",
            .. spec.Inputs.Where(input => input.Use.ReadOnly).SelectMany(input => new[] { "--ro-bind", Path.Combine(places.Ml, ContractPath.Relative(input.LocalPath)), input.LocalPath }),
            .. places.HostNames is { } names && host.HasHostNames ? ["--ro-bind", names, "/etc/hosts"] : ValueList<string>.Empty,
            "--cap-drop", "ALL",
            .. all.Where(JobEnvironment.SteersLoader).SelectMany(variable => new[] { "--setenv", variable.Name, variable.Value }),
            "--chdir", JobEnvironment.WorkingDirectory(spec),
            "--", .. spec.Entrypoint, .. spec.Arguments,
        ];
        return new LaunchCommand(
            sandbox.Program, arguments, all.Where(variable => !JobEnvironment.SteersLoader(variable)).ToValueList(), "/", null, Wrappers, ["bwrap: execvp "]);
    }

    /// <summary>
    /// The host's files. A mount needs a place to lie on, and the host's root must not get an <c>/opt/ml</c> for our sake: where it has none,
    /// <c>/opt</c> (or, where that is missing too, <c>/</c>) is made anew from its entries.
    /// </summary>
    private static IEnumerable<string> Root(HostView host) => host switch
    {
        { HasOptMl: true } => ["--ro-bind", "/", "/"],
        { Opt: { } entries } => ["--ro-bind", "/", "/", "--tmpfs", "/opt", .. Entries("/opt/", entries)],
        _ => Entries("/", host.Top.Where(entry => entry.Name is not ("dev" or "proc" or "tmp" or "opt"))),
    };

    private static IEnumerable<string> Entries(string folder, IEnumerable<HostEntry> entries) =>
        entries.SelectMany(entry => entry.LinkTarget is { } target
            ? new[] { "--symlink", target, folder + entry.Name }
            : ["--ro-bind-try", folder + entry.Name, folder + entry.Name]);
}
