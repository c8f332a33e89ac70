using Refrain.Storage.Tests.Contracts;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryPipelineStoreTests : PipelineStoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryExecutionStoreTests : ExecutionStoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryExecutionStatisticsTests : ExecutionStatisticsContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryStepCacheTests : StepCacheContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryModelStoreTests : ModelStoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => Task.FromResult(new MemoryStores(TimeProvider.System).UnderTest());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}
