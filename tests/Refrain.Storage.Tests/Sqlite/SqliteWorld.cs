using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Sqlite;

/// <summary>A real data folder.</summary>
internal sealed class SqliteWorld : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private SqliteStorage? storage;

    public async Task<StoresUnderTest> OpenAsync()
    {
        storage = await SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);
        return new StoresUnderTest(storage.Pipelines, storage.Executions, storage.StepCache, storage.Jobs, storage.Models, storage.RequestTokens, storage.Objects)
        {
            Statistics = storage.Statistics, Keys = storage.Objects.Keys, Uploads = storage.Objects.Uploads,
            JobLists = storage.Jobs, Registry = storage.Registry, Experiments = storage.Experiments, Tags = storage.Tags,
            JobLogs = storage.JobLogs, Queues = storage.Queues, Messages = storage.Queues, Callbacks = storage.Callbacks,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (storage is not null)
        {
            await storage.DisposeAsync();
        }

        folder.Dispose();
    }
}
