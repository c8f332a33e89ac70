using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>A job as a process of this machine: what the supervisor is told to start.</summary>
/// <param name="Program">Absolute path of the launcher.</param>
/// <param name="Arguments">Its arguments, its own name first.</param>
/// <param name="Environment">The whole environment.</param>
/// <param name="Directory">Working directory of the launcher on the host.</param>
/// <param name="Note">A first line for the job's log; null for none.</param>
/// <param name="Wrappers">Processes between the supervisor and the job's own first one.</param>
/// <param name="NotStartedPrefixes">How the launcher's last line begins when the program could not be started.</param>
internal sealed record LaunchCommand(
    string Program,
    ValueList<string> Arguments,
    ValueList<EnvironmentVariable> Environment,
    string Directory,
    string? Note,
    int Wrappers,
    ValueList<string> NotStartedPrefixes);

/// <summary>The places of a job on the host that a launcher needs: its folder, and in it what becomes <c>/opt/ml</c> and <c>/tmp</c>.</summary>
internal sealed record JobPlaces(string Root, string Ml, string Temporary)
{
    /// <summary>A file to be seen as <c>/etc/hosts</c>; null for the machine's own.</summary>
    public string? HostNames { get; init; }

    /// <summary>True when commands of the image lie in <c>/tmp</c> (<see cref="Jobs.JobTools"/>).</summary>
    public bool HasTools { get; init; }
}
