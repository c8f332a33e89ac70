using Refrain.Core;

namespace Refrain.Engine.Ports;

/// <summary>Looks at the machine on which jobs run: what they need there and what is missing.</summary>
public interface IHostCheck
{
    /// <summary>Looks now. Nothing is changed.</summary>
    Task<ValueList<HostFinding>> LookAsync(CancellationToken cancellationToken);
}

/// <summary>How bad a finding is.</summary>
public enum HostVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Jobs run, but some of them, or not as they should.</summary>
    Warning,

    /// <summary>Nothing that needs this can run.</summary>
    Missing,
}

/// <summary>What was seen.</summary>
/// <param name="Area"><c>isolation</c>, <c>disk</c>, <c>interpreter</c>, <c>package</c>, <c>program</c> or <c>image</c>.</param>
/// <param name="Name">What of it: a path, a module, an entry of the image catalogue.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Found">What is there: a version, a number, or what an attempt answered.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
public sealed record HostFinding(string Area, string Name, HostVerdict Verdict, string Found, string? Remedy);
