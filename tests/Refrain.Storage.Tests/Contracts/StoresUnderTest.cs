using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>One world of stores that belong together, empty at first.</summary>
public sealed record StoresUnderTest(
    IPipelineStore Pipelines,
    IExecutionStore Executions,
    IStepCache StepCache,
    IJobStore Jobs,
    IModelStore Models,
    IRequestTokenStore RequestTokens,
    IObjectStore Objects)
{
    public required IExecutionStatistics Statistics { get; init; }

    public IObjectKeys Keys { get => field ?? throw new InvalidOperationException("This world has none."); init; }

    public IUploadStore Uploads { get => field ?? throw new InvalidOperationException("This world has none."); init; }

    public IJobLists? JobLists { get; init; }

    public IModelRegistry? Registry { get; init; }

    public IExperimentStore? Experiments { get; init; }

    public ITagStore? Tags { get; init; }

    /// <summary>Null where a world has none of its own.</summary>
    public IJobLogIndex? JobLogs { get; init; }

    public IQueueStore? Queues { get; init; }

    public IQueueMessages? Messages { get; init; }

    public ICallbackIndex? Callbacks { get; init; }
}

/// <summary>What every suite of promises shares: a derived class says how to open a clean world and how to close it.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private StoresUnderTest? stores;

    protected StoresUnderTest Stores => stores ?? throw new InvalidOperationException("The stores are not open.");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stores = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<StoresUnderTest> OpenAsync();

    protected abstract ValueTask CloseAsync();
}
