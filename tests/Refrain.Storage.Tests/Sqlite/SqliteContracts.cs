using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Sqlite;

public sealed class SqlitePipelineStoreTests : PipelineStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteExecutionStoreTests : ExecutionStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteExecutionStatisticsTests : ExecutionStatisticsContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteStepCacheTests : StepCacheContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteQueueStoreTests : QueueStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteJobLogIndexTests : JobLogIndexContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteModelStoreTests : ModelStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteRegistryTests : RegistryContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class SqliteJobListTests : JobListContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class FileObjectStoreTests : ObjectStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class FileObjectKeysTests : ObjectKeysContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}

public sealed class FileUploadStoreTests : UploadStoreContract
{
    private readonly SqliteWorld world = new();

    protected override Task<StoresUnderTest> OpenAsync() => world.OpenAsync();

    protected override ValueTask CloseAsync() => world.DisposeAsync();
}
