using Refrain.Engine.Ports;
using Refrain.Server.Hosting;
using Refrain.Storage;

namespace Refrain.Server.Composition;

/// <summary>Which store serves which port.</summary>
internal static class StorageSetup
{
    public static Task<SqliteStorage> OpenAsync(ServerOptions options, TimeProvider clock, ILoggerFactory logging) =>
        SqliteStorage.OpenAsync(options.DataDirectory, clock, logging.CreateLogger<SqliteStorage>(), ServerFile.DefaultRegion);

    public static IServiceCollection AddStorage(this IServiceCollection services, SqliteStorage storage) => services
        .AddSingleton(storage)
        .AddSingleton<IPipelineStore>(storage.Pipelines)
        .AddSingleton<IExecutionStore>(storage.Executions)
        .AddSingleton<IExecutionNames>(storage.Executions)
        .AddSingleton<IExecutionStatistics>(storage.Statistics)
        .AddSingleton<IStepCache>(storage.StepCache)
        .AddSingleton<IJobStore>(storage.Jobs)
        .AddSingleton<IJobLists>(storage.Jobs)
        .AddSingleton<IJobLogIndex>(storage.JobLogs)
        .AddSingleton<IQueueStore>(storage.Queues)
        .AddSingleton<IQueueMessages>(storage.Queues)
        .AddSingleton<IMessageSender>(storage.Queues)
        .AddSingleton<ICallbackIndex>(storage.Callbacks)
        .AddSingleton<IModelStore>(storage.Models)
        .AddSingleton<IModelRegistry>(storage.Registry)
        .AddSingleton<IExperimentStore>(storage.Experiments)
        .AddSingleton<ITagStore>(storage.Tags)
        .AddSingleton<IRequestTokenStore>(storage.RequestTokens)
        .AddSingleton<IObjectStore>(storage.Objects)
        .AddSingleton<IObjectKeys>(storage.Objects.Keys)
        .AddSingleton<IUploadStore>(storage.Objects.Uploads)
        .AddSingleton<IExecutionArchive>(storage.Archive)
        .AddSingleton<IBlobUpkeep>(storage.BlobUpkeep);
}
