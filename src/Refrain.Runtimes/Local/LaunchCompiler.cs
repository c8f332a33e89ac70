using System.Diagnostics;
using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>The pure half of the local runtime: a job spec in, a command out. No process is started here.</summary>
internal static class LaunchCompiler
{
    /// <summary>Why the local runtime cannot run the job, in a sentence with the remedy; null when it can.</summary>
    public static string? Problem(JobSpec spec, Sandbox sandbox)
    {
        if (spec.Image != JobSpec.HostImage)
        {
            return $"There is no runtime for the image '{spec.Image}'; use '{JobSpec.HostImage}', which runs the command on this machine.";
        }

        if (spec.Entrypoint.Count + spec.Arguments.Count == 0)
        {
            return $"The image '{JobSpec.HostImage}' has no command of its own; set ContainerEntrypoint.";
        }

        if (spec.InstanceCount > 1)
        {
            return $"InstanceCount {spec.InstanceCount} is not offered by the local runtime yet; set 1.";
        }

        if (spec.NetworkIsolation && sandbox is Sandbox.Plain plain)
        {
            return $"EnableNetworkIsolation cannot be kept without a sandbox ({plain.Because}); install bubblewrap, or leave it out.";
        }

        return Texts(spec).Any(text => text.Contains('\0')) || spec.Environment.Any(variable => variable.Name is "" || variable.Name.Contains('='))
            ? "The command or the environment holds a character that a process cannot be given (NUL, or '=' in a variable's name); remove it."
            : null;
    }

    /// <summary>The command of a job that <see cref="Problem"/> has nothing against.</summary>
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
