using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World;

/// <summary>Names by counting: a run can be repeated.</summary>
public sealed class CountingIds : IIdSource
{
    private int executions;
    private int jobs;

    public string NextExecutionId() => $"x{Interlocked.Increment(ref executions):d11}";

    public string NextJobSuffix() => $"J{Interlocked.Increment(ref jobs):d9}";
}
