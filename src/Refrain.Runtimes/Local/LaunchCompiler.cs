using System.Diagnostics;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;

namespace Refrain.Runtimes.Local;

/// <summary>The pure half of the local runtime: a job spec in, a command out. No process is started here.</summary>
internal static class LaunchCompiler
{
    /// <summary>As many processes as that are started for one job.</summary>
    private const int MostHosts = 20;

    /// <summary>Why the local runtime cannot run the job by this entry of the catalogue, in a sentence with the remedy; null when it can.</summary>
    public static string? Problem(JobSpec spec, ImageEntry? entry, Sandbox sandbox)
    {
        if ((entry is null ? ImageCatalogue.NoEntry(spec.Image) : ImageJob.Problem(spec, entry)) is { } problem)
        {
            return problem;
        }

        if (spec.InstanceCount > MostHosts)
        {
            return $"InstanceCount {spec.InstanceCount} is more than one machine stands for; set at most {MostHosts}.";
        }

        if (spec.NetworkIsolation && sandbox is Sandbox.Plain plain)
        {
            return $"EnableNetworkIsolation cannot be kept without a sandbox ({plain.Because}); install bubblewrap, or leave it out.";
        }

        return Texts(spec).Any(text => text.Contains('\0')) || spec.Environment.Any(variable => variable.Name is "" || variable.Name.Contains('='))
            ? "The command or the environment holds a character that a process cannot be given (NUL, or '=' in a variable's name); remove it."
            : null;
    }

    /// <summary>The command of one host of a job that <see cref="Problem"/> has nothing against.</summary>
    public static LaunchCommand Compile(JobSpec spec, Sandbox sandbox, HostView host, JobPlaces places) => sandbox switch
    {
        Sandbox.Bubblewrap bubblewrap => BubblewrapText.Compile(spec, bubblewrap, host, places),
        Sandbox.Unshare unshare => UnshareText.Compile(spec, unshare, host, places),
        Sandbox.Plain plain => PlainText.Compile(spec, plain, host, places),
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<string> Texts(JobSpec spec) =>
        spec.Entrypoint.Concat(spec.Arguments).Concat(spec.Environment.SelectMany(variable => new[] { variable.Name, variable.Value }));
}
