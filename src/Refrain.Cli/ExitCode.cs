namespace Refrain.Cli;

/// <summary>What the process says to the shell. Documented in <c>refrain --help</c>; in a command a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done; with <c>--wait</c>: the execution Succeeded.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; the reason is on standard error.</summary>
    public const int Error = 1;

    /// <summary>The command line is not one that <c>--help</c> describes.</summary>
    public const int Usage = 2;

    /// <summary>Of <c>diff</c>: there are differences; the number that programs that compare give.</summary>
    public const int Different = 2;

    /// <summary>
    /// From commands whose exit code is the answer (<c>plan</c>, <c>resume --plan</c>): steps would run. A wrong command line is <see cref="Error"/> there,
    /// so that it is not taken for this.
    /// </summary>
    public const int WorkNeeded = 2;

    /// <summary>With <c>--wait</c>: the execution Failed.</summary>
    public const int ExecutionFailed = 3;

    /// <summary>With <c>--wait</c>: the execution was Stopped.</summary>
    public const int ExecutionStopped = 4;

    /// <summary>Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
