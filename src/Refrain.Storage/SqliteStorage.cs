using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Storage.Backups;
using Refrain.Storage.Objects;
using Refrain.Storage.Sql;
using Refrain.Storage.Sqlite;

namespace Refrain.Storage;

/// <summary>Everything that is kept, in one data folder: the database <c>refrain.db</c> and the bytes under <c>objects/</c>.</summary>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly DataDirectory directory;

    private readonly SemaphoreSlim upkeep = new(1, 1);
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    private SqliteStorage(DataDirectory directory, SqliteDatabase database, FileObjectStore objects, TimeProvider clock, ILogger logger)
    {
        this.directory = directory;
        this.clock = clock;
        this.logger = logger;
        Database = database;
        Objects = objects;
        Pipelines = new SqlPipelineStore(database, clock);
        Executions = new SqlExecutionStore(database, clock);
        Statistics = new SqlExecutionStatistics(database);
        StepCache = new SqlStepCache(database);
        Jobs = new SqlJobStore(database);
        JobLogs = new SqlJobLogIndex(database);
        Queues = new SqlQueueStore(database);
        Callbacks = new SqlCallbackIndex(database);
        Models = new SqlModelStore(database);
        Registry = new SqlModelRegistry(database);
        Experiments = new SqlExperimentStore(database);
        Tags = new SqlTagStore(database);
        RequestTokens = new SqlRequestTokenStore(database, clock);
        Archive = new SqlExecutionArchive(database);
        BlobUpkeep = new BlobUpkeep(database, objects.Blobs, upkeep, clock);
    }

    /// <summary>The database behind the stores.</summary>
    public SqliteDatabase Database { get; }

    /// <summary>Pipelines and versions.</summary>
    public SqlPipelineStore Pipelines { get; }

    /// <summary>Executions.</summary>
    public SqlExecutionStore Executions { get; }

    /// <summary>What past executions say about steps.</summary>
    public SqlExecutionStatistics Statistics { get; }

    /// <summary>Earlier runs of steps.</summary>
    public SqlStepCache StepCache { get; }

    /// <summary>Jobs by name.</summary>
    public SqlJobStore Jobs { get; }

    /// <summary>Logs by the names of jobs.</summary>
    public SqlJobLogIndex JobLogs { get; }

    /// <summary>Tokens of callbacks.</summary>
    public SqlCallbackIndex Callbacks { get; }

    /// <summary>Queues and their messages.</summary>
    public SqlQueueStore Queues { get; }

    /// <summary>Models and the model registry.</summary>
    public SqlModelStore Models { get; }

    /// <summary>Lists of models, package groups, and changes of packages.</summary>
    public SqlModelRegistry Registry { get; }

    /// <summary>Experiments, trials and trial components.</summary>
    public SqlExperimentStore Experiments { get; }

    /// <summary>Tags of everything.</summary>
    public SqlTagStore Tags { get; }

    /// <summary>Answered requests.</summary>
    public SqlRequestTokenStore RequestTokens { get; }

    /// <summary>Buckets, keys and bytes.</summary>
    public FileObjectStore Objects { get; }

    /// <summary>All executions, and their removal.</summary>
    public SqlExecutionArchive Archive { get; }

    /// <summary>Removal of blobs that nothing names.</summary>
    public BlobUpkeep BlobUpkeep { get; }

    /// <summary>Opens a data folder, or makes one, for this process alone.</summary>
    /// <param name="dataDirectory">The folder; made with mode 0700 when it is missing.</param>
    /// <param name="clock">Tells when.</param>
    /// <param name="logger">For the operator.</param>
    /// <param name="homeRegion">Region of buckets that a job's output creates.</param>
    /// <exception cref="DataDirectoryInUseException">Another server has the folder.</exception>
    /// <exception cref="StorageUnavailableException">Unwritable, full, locked or damaged.</exception>
    /// <exception cref="SchemaTooNewException">Written by a later build.</exception>
    public static async Task<SqliteStorage> OpenAsync(string dataDirectory, TimeProvider clock, ILogger? logger = null, string homeRegion = "us-east-1")
    {
        var log = logger ?? NullLogger.Instance;
        var directory = DataDirectory.Take(dataDirectory);
        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.Open(Path.Combine(directory.Path, DataFiles.Database), log);
            var objects = new FileObjectStore(database, DataFiles.ObjectsOf(directory.Path), homeRegion, clock, log);
            var storage = new SqliteStorage(directory, database, objects, clock, log);
            await storage.ForgetOldTokensAsync(log);
            await objects.Uploads.TidyAsync(CancellationToken.None);
            (directory, database) = (null, null);
            return storage;
        }
        finally
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            directory?.Dispose();
        }
    }

    /// <summary>Makes a backup while everything goes on; see <see cref="BackupMaker"/>. One at a time, and never while blobs are removed.</summary>
    /// <exception cref="BackupException">The place cannot have it.</exception>
    /// <exception cref="StorageUnavailableException">The disk refused; the place is as it was.</exception>
    public async Task<BackupReport> BackUpAsync(string target, CancellationToken cancellationToken)
    {
        await upkeep.WaitAsync(cancellationToken);
        try
        {
            var report = await new BackupMaker(directory.Path, clock).MakeAsync(target, cancellationToken);
            if (report.MissingBlobs > 0)
            {
                logger.BackupLacksBlobs(report.MissingBlobs);
            }

            return report;
        }
        finally
        {
            upkeep.Release();
        }
    }

    /// <summary>Finishes what is being written, closes the database, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        upkeep.Dispose();
        directory.Dispose();
    }

    private async Task ForgetOldTokensAsync(ILogger log)
    {
        var forgotten = await RequestTokens.PruneAsync(CancellationToken.None);
        if (forgotten > 0)
        {
            log.ForgotRequestTokens(forgotten, SqlRequestTokenStore.DaysKept);
        }
    }
}
