using Refrain.Core;
using Refrain.Core.Jobs.Images;

namespace Refrain.Runtimes.Local;

/// <summary>What the local runtime is told.</summary>
public sealed record LocalRuntimeOptions
{
    /// <summary>The data folder: jobs, logs and the supervisor's files lie in it, and jobs do not see it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The supervisor's executable; null: <c>refrain-supervisor</c> beside this program.</summary>
    public string? SupervisorPath { get; init; }

    /// <summary>The transform program; null: <c>refrain-transform</c> beside this program.</summary>
    public string? TransformPath { get; init; }

    /// <summary>Whether jobs are kept apart from the host.</summary>
    public IsolationMode IsolationMode { get; init; } = IsolationMode.Auto;

    /// <summary>Files and directories besides the data folder that sandboxed jobs do not see.</summary>
    public ValueList<string> HiddenPaths { get; init; } = [];

    /// <summary>
    /// <c>PATH</c> of jobs. A fixed one, not the server's: what a job finds must not depend on the shell that the server was started from.
    /// The .NET that runs the server is added at its end.
    /// </summary>
    public string SearchPath { get; init; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The sandbox to use, without a look at what this machine allows; null: look.</summary>
    public Sandbox? Sandbox { get; init; }

    /// <summary>Which runtime of this machine stands for which image.</summary>
    public ImageCatalogue Images { get; init; } = ImageCatalogue.Shipped;

    /// <summary>How often outputs that are stored while a job runs are looked at.</summary>
    public TimeSpan ContinuousInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Seconds without jobs and callers after which the supervisor leaves.</summary>
    public int SupervisorIdleSeconds { get; init; } = 10;
}
