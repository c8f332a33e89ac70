using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World;

/// <summary>Everything a process of the engine touches.</summary>
public sealed record EnginePorts
{
    public required IPipelineStore Pipelines { get; init; }

    public required IExecutionStore Executions { get; init; }

    public required IExecutionNames Names { get; init; }

    public required IExecutionStatistics Statistics { get; init; }

    public required IStepCache StepCache { get; init; }

    public required IObjectStore Objects { get; init; }

    public required IJobStore Jobs { get; init; }

    public required IModelStore Models { get; init; }

    public required IRequestTokenStore RequestTokens { get; init; }

    public required IStepRuntime Runtime { get; init; }

    public required IIdSource Ids { get; init; }

    public required TimeProvider Clock { get; init; }

    public required WorldLog Log { get; init; }

    /// <summary>The server's limits.</summary>
    public Limits Limits { get; init; } = Limits.Default with { RunningExecutions = 100_000 };

    /// <summary>What all jobs may take together.</summary>
    public JobCapacity Capacity { get; init; } = new(Jobs: 1_000, Cpus: 1_000, MemoryMib: 1_000_000);

    /// <summary>The server's option.</summary>
    public CacheIdentity CacheIdentity { get; init; } = CacheIdentity.Aws;

    public static EnginePorts Of(EngineWorld world) => new()
    {
        Pipelines = world.Stores.Pipelines,
        Executions = world.Stores.Executions,
        Names = world.Stores.Executions,
        Statistics = world.Stores.Statistics,
        StepCache = world.Stores.StepCache,
        Objects = world.Stores.Objects,
        Jobs = world.Stores.Jobs,
        Models = world.Stores.Models,
        RequestTokens = world.Stores.RequestTokens,
        Runtime = world.Runtime,
        Ids = world.Ids,
        Clock = world.Clock,
        Log = world.Log,
        Limits = world.Limits,
        Capacity = world.Capacity,
        CacheIdentity = world.CacheIdentity,
    };

    /// <summary>The same ports, with a fate before each.</summary>
    public EnginePorts Behind(IFate fate) => this with
    {
        Pipelines = new FatedPipelineStore(Pipelines, fate),
        Executions = new FatedExecutionStore(Executions, fate),
        StepCache = new FatedStepCache(StepCache, fate),
        Objects = new FatedObjectStore(Objects, fate),
        Models = new FatedModelStore(Models, fate),
        RequestTokens = new FatedRequestTokenStore(RequestTokens, fate),
        Runtime = new FatedRuntime(Runtime, fate),
    };
}
