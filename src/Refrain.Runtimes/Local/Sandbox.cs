namespace Refrain.Runtimes.Local;

/// <summary>Whether jobs are kept apart from the host.</summary>
public enum IsolationMode
{
    /// <summary>By the best means this machine allows: bubblewrap, else unshare, else none.</summary>
    Auto,

    /// <summary>Never: a plain process, for measuring what isolation costs.</summary>
    None,
}

/// <summary>How jobs are kept apart from the host on this machine, and why in no better way.</summary>
public abstract record Sandbox
{
    private Sandbox()
    {
    }

    /// <summary>What a launch tells about it.</summary>
    public abstract string Label { get; }

    /// <summary>bubblewrap: private <c>/opt/ml</c>, <c>/tmp</c> and processes, the rest of the host read-only.</summary>
    /// <param name="Program">Path of <c>bwrap</c>.</param>
    public sealed record Bubblewrap(string Program) : Sandbox
    {
        /// <inheritdoc />
        public override string Label => "bubblewrap";
    }

    /// <summary>util-linux: the same view, made by a shell in namespaces of its own.</summary>
    /// <param name="Program">Path of <c>unshare</c>.</param>
    /// <param name="AsMappedRoot">True for an ordinary user, who must be root of a user namespace to mount anything.</param>
    /// <param name="Setpriv">Path of <c>setpriv</c>, which takes root's capabilities away; null when there is none.</param>
    /// <param name="Because">Why not bubblewrap.</param>
    public sealed record Unshare(string Program, bool AsMappedRoot, string? Setpriv, string Because) : Sandbox
    {
        /// <inheritdoc />
        public override string Label => $"unshare: {Because}";
    }

    /// <summary>No sandbox: <c>SM_*</c> variables point into the job's directory, and <c>/opt/ml/...</c> in the command is replaced by it.</summary>
    /// <param name="Because">Why.</param>
    public sealed record Plain(string Because) : Sandbox
    {
        /// <inheritdoc />
        public override string Label => $"none: {Because}";
    }
}
