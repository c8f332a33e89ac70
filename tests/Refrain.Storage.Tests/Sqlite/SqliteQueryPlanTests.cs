using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;
using Refrain.Storage.Sqlite;
using Refrain.Storage.Tests.Contracts;
using SQLitePCL;

namespace Refrain.Storage.Tests.Sqlite;

/// <summary>No read may walk a table or sort its rows: with a million executions that would be seconds.</summary>
public sealed class SqliteQueryPlanTests
{
    private static readonly PipelineExecutionArn Execution = new(new PipelineArn(Sample.Scope, "p"), "x1");
    private static readonly CreatedBetween Between = new(Sample.At(0), Sample.At(9));

    [Theory]
    [InlineData(ExecutionSort.CreationTime, false)]
    [InlineData(ExecutionSort.CreationTime, true)]
    [InlineData(ExecutionSort.PipelineExecutionArn, false)]
    [InlineData(ExecutionSort.PipelineExecutionArn, true)]
    public Task Executions_are_listed_along_an_index(ExecutionSort sort, bool descending) => CheckAsync(async database =>
    {
        var store = new SqlExecutionStore(database, TimeProvider.System);
        var query = new ExecutionQuery(1, CreatedBetween.Any, sort, Sample.FirstPage(1, descending));
        var page = await store.ListAsync(query, default);
        Assert.NotNull(page.Next);
        await store.ListAsync(query with { Page = query.Page with { Cursor = page.Next } }, default);
        await store.ListAsync(query with { Created = Between, Sort = ExecutionSort.CreationTime }, default);
    });

    [Theory]
    [InlineData(PipelineSort.CreationTime, true)]
    [InlineData(PipelineSort.Name, false)]
    public Task Pipelines_are_listed_along_an_index(PipelineSort sort, bool descending) => CheckAsync(async database =>
    {
        var store = new SqlPipelineStore(database, TimeProvider.System);
        var query = new PipelineQuery(Sample.Scope, null, CreatedBetween.Any, sort, Sample.FirstPage(1, descending));
        var page = await store.ListAsync(query, default);
        Assert.NotNull(page.Next);
        await store.ListAsync(query with { Page = query.Page with { Cursor = page.Next } }, default);
        await store.ListAsync(query with { Created = Between, Sort = PipelineSort.CreationTime }, default);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Versions_are_listed_along_an_index_and_so_is_the_last_execution_of_each(bool descending) => CheckAsync(async database =>
    {
        var store = new SqlPipelineStore(database, TimeProvider.System);
        var query = new PipelineVersionQuery(1, CreatedBetween.Any, Sample.FirstPage(1, descending));
        await store.ListVersionsAsync(query, default);
        await store.ListVersionsAsync(query with { Created = Between }, default);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Logs_are_listed_along_an_index(bool newestFirst) => CheckAsync(async database =>
    {
        var index = new SqlJobLogIndex(database);
        var query = new JobLogQuery(newestFirst ? "" : "a", newestFirst, null, 5);
        await index.ListAsync(Sample.Scope, JobKind.TrainingJob, query, default);
        await index.ListAsync(Sample.Scope, JobKind.TrainingJob, query with { After = new LoggedJob("b", default, Sample.At(1)) }, default);
        await new SqlCallbackIndex(database).FindAsync("a1B2c3D4e5", default);
        await new SqlQueueStore(database).ListAsync(Sample.Scope, "q", null, 5, default);
    });

    [Fact]
    public Task Single_things_are_found_by_an_index() => CheckAsync(async database =>
    {
        var executions = new SqlExecutionStore(database, TimeProvider.System);
        await executions.FindAsync(Execution, default);
        await executions.HistoryAsync(Execution, 1, 5, default);
        await executions.ReportsAsync(Execution, null, default);
        await executions.ReportsAsync(Execution, [new StepName("a"), new StepName("b")], default);
        await new SqlPipelineStore(database, TimeProvider.System).FindAsync(Execution.Pipeline, default);
        await new SqlPipelineStore(database, TimeProvider.System).TagsAsync(Execution.Pipeline, default);
        await new SqlPipelineStore(database, TimeProvider.System).FindVersionAsync(1, null, default);
        await new SqlJobStore(database).FindAsync(Sample.Scope, JobKind.TrainingJob, "j", default);
        await new SqlModelStore(database).FindModelAsync(Sample.Scope, "m", default);
        await new SqlModelStore(database).FindPackageAsync(Sample.Scope, "g", 1, default);
        await new SqlRequestTokenStore(database, TimeProvider.System).FindAsync("o", "t", default);
    });

    [Fact]
    public Task Unfinished_executions_are_found_by_the_index_of_the_unfinished() => CheckAsync(
        database => new SqlExecutionStore(database, TimeProvider.System).UnfinishedAsync(default),
        "SCAN execution USING INDEX execution_unfinished");

    [Fact]
    public Task Statistics_are_read_from_one_index() => CheckAsync(
        async database =>
        {
            var statistics = new SqlExecutionStatistics(database);
            await statistics.DurationsAsync(1, [new StepName("a"), new StepName("b")], 10, default);
            await statistics.RunsAsync(1, default);
        },
        "SCAN wanted",
        "SCAN good"); // what was asked for

    [Fact]
    public Task Packages_are_listed_along_an_index() => CheckAsync(async database =>
    {
        var store = new SqlModelStore(database);
        await store.ListPackagesAsync(new ModelPackageQuery(Sample.Scope, null, null, Between, Sample.FirstPage()), default);
        await store.ListPackagesAsync(new ModelPackageQuery(Sample.Scope, "g", "Approved", CreatedBetween.Any, Sample.FirstPage(1, descending: true)), default);
    });

    [Fact]
    public Task Earlier_runs_are_found_along_an_index() => CheckAsync(async database =>
    {
        var query = new CacheQuery(1, new StepName("s"), "Training", CacheIdentity.Aws, "k", null, 8);
        await new SqlStepCache(database).FindAsync(query, default);
        await new SqlStepCache(database).FindAsync(query with { Digest = null, EndedBy = Sample.At(9) }, default);
    });

    [Fact]
    public Task Appending_walks_no_table() => CheckAsync(async database =>
    {
        var store = new SqlExecutionStore(database, TimeProvider.System);
        await store.AppendAsync(Sample.End(Execution, 1) with { Reports = [Sample.Report("T", 0)], Jobs = [Sample.Job("j")], CacheEntries = [new NewCacheEntry(new StepName("T"), "Training", new StepCacheKey(CacheIdentity.Aws, "k", []), Sample.At(1))] }, Sample.Token("t"), default);
        await store.UpdateAsync(Execution, new ExecutionChange("n", null, null, Sample.At(1)), default);
        await new SqlPipelineStore(database, TimeProvider.System).UpdateVersionAsync(1, 1, new VersionChange("n", null), default);
        await new SqlPipelineStore(database, TimeProvider.System).DeleteAsync(7, Sample.Token("t2"), default);
    });

    [Fact]
    public async Task Keys_are_listed_along_an_index() => await CheckAsync(async database =>
    {
        var store = new SqlObjectIndex(database);
        await store.ListAsync(new S3Uri("b", ""), "", 10, default);
        await store.ListAsync(new S3Uri("b", "a/"), "", 10, default);
        await store.ListAsync(new S3Uri("b", "a/"), "a/7", 10, default);
        await store.FindAsync(new S3Uri("b", "a/"), default);
    });

    [Fact]
    public async Task Uploads_and_their_parts_are_found_along_an_index() => await CheckAsync(async database =>
    {
        var index = new SqlUploadIndex(database);
        var write = new ObjectWrite(new S3Uri("b", "k"), ObjectHeaders.None);
        await index.BeginAsync(new UploadRecord("u", write, Sample.At(1)), default);
        await index.FindAsync(write.Place, "u", default);
        await index.PutPartAsync("u", new UploadPart(1, "u/1-1", 1, "e", null, Sample.At(1)), default);
        await index.PartsAsync("u", 0, 10, default);
        await index.ListAsync(new S3Uri("b", ""), "", "", 10, default);
        await index.ListAsync(new S3Uri("b", "a/"), "", "", 10, default);
        await index.ListAsync(new S3Uri("b", "a/"), "a/7", "u", 10, default);
        await index.CompleteAsync("u", new ObjectRecord(write.Place, "b", 1, "e", Sample.At(1), ObjectHeaders.None), new WriteCondition("*", false), default);
        await index.AbortAsync("u", default);
        var objects = new SqlObjectIndex(database);
        await objects.RemoveAsync(write.Place, new WriteCondition("*", false), default);
        await objects.RemoveAsync([write.Place], default);
        await objects.RemoveBucketAsync("b", default);
    });

    private static async Task CheckAsync(Func<ISqlDatabase, Task> work, params string[] allowed)
    {
        using var folder = new TestFolder();
        await using var database = SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance);
        await FillAsync(database);
        using var recorder = new Recorder(folder["refrain.db"]);
        await work(recorder);

        Assert.NotEmpty(recorder.Statements);
        foreach (var statement in recorder.Statements)
        {
            foreach (var line in recorder.Plan(statement).Where(line => !allowed.Any(part => line.StartsWith(part, StringComparison.Ordinal))))
            {
                Assert.False(
                    line.Contains("SCAN", StringComparison.Ordinal) && !line.Contains("CONSTANT ROW", StringComparison.Ordinal) || line.Contains("TEMP B-TREE", StringComparison.Ordinal),
                    $"{line}: {statement}");
            }
        }
    }

    private static async Task FillAsync(SqliteDatabase database)
    {
        foreach (var name in new[] { "p", "q" })
        {
            var pipeline = await new SqlPipelineStore(database, TimeProvider.System).CreateAsync(Sample.Pipeline(name), null, default);
            Assert.NotNull(pipeline);
            for (var number = 1; name == "p" && number < 4; number++)
            {
                await new SqlExecutionStore(database, TimeProvider.System).StartAsync(Sample.Execution(pipeline, $"x{number}"), null, default);
            }
        }

        await new SqlModelStore(database).RegisterAsync(Sample.Package("g", 1), "maker", default);
    }

    /// <summary>Runs work on a connection that writes down every statement with its parameters filled in.</summary>
    private sealed class Recorder : ISqlDatabase, IDisposable
    {
        private readonly SqliteConnection connection;

        public Recorder(string file)
        {
            connection = new SqliteConnection($"Data Source={file};Pooling=False");
            connection.Open();
            raw.sqlite3_trace(connection.Handle, (_, statement) => Statements.Add(statement), null);
        }

        public List<string> Statements { get; } = [];

        public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) => work(new SqlSession(connection));

        public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) => work(new SqlSession(connection));

        public List<string> Plan(string statement)
        {
            raw.sqlite3_trace(connection.Handle, (strdelegate_trace?)null, null);
            return statement.StartsWith("--", StringComparison.Ordinal)
                ? []
                : connection.Query<(int Id, int Parent, int Unused, string Detail)>($"explain query plan {statement}").Select(row => row.Detail).ToList();
        }

        public void Dispose() => connection.Dispose();
    }
}
