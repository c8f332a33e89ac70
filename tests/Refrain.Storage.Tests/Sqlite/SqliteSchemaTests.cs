using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps.Condition;
using Refrain.Engine.Ports;
using Refrain.Storage.Sqlite;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests.Sqlite;

public sealed class SqliteSchemaTests
{
    [Fact]
    public async Task The_tables_are_those_of_the_golden_file()
    {
        using var folder = new TestFolder();
        await SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance).DisposeAsync();
        using var connection = new SqliteConnection($"Data Source={folder["refrain.db"]};Pooling=False");
        var tables = connection.Query<string>("select sql from sqlite_master where sql is not null and name <> 'sqlite_sequence' order by tbl_name, type desc, name");
        var actual = string.Join(";\n\n", tables.Select(sql => sql.ReplaceLineEndings("\n"))) + ";\n";

        var golden = Path.Combine(Path.GetDirectoryName(Here()) ?? "", "..", "Goldens", "schema.sql");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(golden, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), actual, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Opening_says_nothing_on_the_console()
    {
        using var folder = new TestFolder();
        var (before, console) = (Console.Out, new StringWriter());
        Console.SetOut(console);
        try
        {
            await SqliteDatabase.Open(folder["refrain.db"], NullLogger.Instance).DisposeAsync();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.DoesNotContain("script", console.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Runs_of_before_there_were_statistics_are_counted_by_the_migration()
    {
        using var folder = new TestFolder();
        var cancel = TestContext.Current.CancellationToken;
        PipelineRuns before;
        var steps = new[] { "Train", "Bad", "Choice", "Other", "Running" }.Select(name => new StepName(name)).ToValueList();
        ValueList<StepDurations> durations;
        long pipeline;
        await using (var storage = await SqliteStorage.OpenAsync(folder["data"], TimeProvider.System))
        {
            var made = await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, cancel) ?? throw new InvalidOperationException("p is there already");
            var started = Sample.Execution(made, "x1");
            await storage.Executions.StartAsync(started, null, cancel);
            await storage.Executions.AppendAsync(
                Sample.Append(started.Arn, 1, Sample.Launching("Train")) with
                {
                    Reports =
                    [
                        Sample.Ended("Train", 0) with { CacheHit = null },
                        Sample.Ended("Bad", 1) with { CacheHit = null, Status = StepStatus.Failed },
                        Choice("Choice", true),
                        Choice("Other", false),
                        Sample.Report("Running", 4),
                        Sample.Ended("Hit", 5),
                    ],
                },
                null,
                cancel);
            pipeline = made.Id;
            before = await storage.Statistics.RunsAsync(pipeline, cancel);
            durations = await storage.Statistics.DurationsAsync(pipeline, steps, 10, cancel);
            Assert.Equal(4, before.Runs.Count);
        }

        using (var connection = new SqliteConnection($"Data Source={folder["data/refrain.db"]};Pooling=False"))
        {
            await connection.ExecuteAsync("drop table step_run; delete from schema_migration where ScriptName = '0003_statistics.sql'");
        }

        await using var later = await SqliteStorage.OpenAsync(folder["data"], TimeProvider.System);
        Assert.Equal(before, await later.Statistics.RunsAsync(pipeline, cancel));
        Assert.Equal(durations, await later.Statistics.DurationsAsync(pipeline, steps, 10, cancel));
    }

    private static StepReport Choice(string step, bool outcome)
    {
        var result = ConditionStepType.Result(outcome);
        return Sample.Ended(step, 2) with { CacheHit = null, Type = ConditionStepType.TypeName, JobName = null, Identity = null, Result = result, Metadata = result.Metadata };
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
