using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Refrain.Server.Tests.Hosting;

/// <summary>A server of today on a data folder of the first build: OldFolders/0001 says what is in it.</summary>
public sealed class OldFolderTests : IAsyncLifetime
{
    private const string Account = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/OldPipeline/execution";

    private readonly OldServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Its_executions_read_as_they_were()
    {
        var executions = await server.SageMaker.CallAsync("ListPipelineExecutions", new JsonObject { ["PipelineName"] = "OldPipeline" });

        Assert.Equal(
            [$"{Account}/mn1ymsh952ke", $"{Account}/ufbt9dduvjxt", $"{Account}/hsdxs7feou68"],
            executions["PipelineExecutionSummaries"]!.AsArray().Select(one => one!["PipelineExecutionArn"]!.GetValue<string>()));
        Assert.Equal(["Good Succeeded", "Prep Succeeded", "Register Succeeded", "Use Succeeded"], await StepsAsync("hsdxs7feou68"));
        Assert.Equal(["Good Succeeded", "Prep Succeeded", "Register Succeeded", "Use Succeeded"], await StepsAsync("ufbt9dduvjxt"));
    }

    [Fact]
    public async Task Its_objects_and_models_are_there()
    {
        using var word = new MemoryStream();
        await server.S3.GetObjectAsync("old-folder", "prep/word.txt", word, TestContext.Current.CancellationToken);
        Assert.Equal("second\n", Encoding.UTF8.GetString(word.ToArray()));

        var packages = await server.SageMaker.CallAsync("ListModelPackages", new JsonObject { ["ModelPackageGroupName"] = "OldGroup" });
        Assert.Equal(3, packages["ModelPackageSummaryList"]!.AsArray().Count);
    }

    [Fact]
    public async Task Its_jobs_are_listed_and_known_by_the_attempts_that_ran_them_and_its_groups_count_on()
    {
        var jobs = (await server.SageMaker.CallAsync("ListProcessingJobs", new JsonObject()))["ProcessingJobSummaries"]!.AsArray();
        var store = (Refrain.Engine.Ports.IJobStore)server.Services.GetService(typeof(Refrain.Engine.Ports.IJobStore))!;
        foreach (var name in jobs.Select(job => (string)job!["ProcessingJobName"]!))
        {
            var job = await store.FindAsync(new("us-east-1", "123456789012"), Refrain.Engine.Ports.JobKind.ProcessingJob, name, TestContext.Current.CancellationToken);
            Assert.StartsWith($"pipelines-{job!.Maker!.Value.ExecutionId}-", name, StringComparison.Ordinal);
        }

        Assert.NotEmpty(jobs);
        var made = await server.SageMaker.CallAsync("CreateModelPackage", new JsonObject { ["ModelPackageGroupName"] = "OldGroup" });
        Assert.EndsWith("oldgroup/4", (string)made["ModelPackageArn"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selective_run_reuses_what_only_the_events_of_an_old_execution_still_name()
    {
        var started = await server.SageMaker.CallAsync("StartPipelineExecution", new JsonObject
        {
            ["PipelineName"] = "OldPipeline",
            ["ClientRequestToken"] = new string('t', 32),
            ["SelectiveExecutionConfig"] = new JsonObject
            {
                ["SourcePipelineExecutionArn"] = $"{Account}/hsdxs7feou68",
                ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = "Use" }),
            },
        });
        var id = started["PipelineExecutionArn"]!.GetValue<string>().Split('/')[^1];

        var explained = await ExplainedAsync(id);
        Assert.Contains(OldServer.OverwrittenBlob[..12], await InputsAsync(id), StringComparison.Ordinal);
        Assert.NotEqual("", explained);
    }

    [Theory]
    [InlineData("/api/v1/pipelines/OldPipeline/coverage", "\"executions\"")]
    [InlineData("/api/v1/executions/hsdxs7feou68/diff/mn1ymsh952ke", "Word")]
    [InlineData("/api/v1/executions/ufbt9dduvjxt/steps/Use/explain", "Use")]
    [InlineData("/api/v1/executions/ufbt9dduvjxt/steps", "hsdxs7feou68")]
    public async Task What_later_builds_learned_to_tell_they_tell_of_old_executions_too(string path, string part)
    {
        var answer = await server.Http.SendAsync("GET", path);

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Contains(part, answer.Text, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> StepsAsync(string id)
    {
        var steps = await server.SageMaker.CallAsync("ListPipelineExecutionSteps", new JsonObject { ["PipelineExecutionArn"] = $"{Account}/{id}" });
        return steps["PipelineExecutionSteps"]!.AsArray().Select(step => $"{step!["StepName"]} {step["StepStatus"]}").Order();
    }

    private async Task<string> ExplainedAsync(string id)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var answer = await server.Http.SendAsync("GET", $"/api/v1/executions/{id}/steps/Use/explain");
            if (answer.Status == 200 && (await StepsAsync(id)).Contains("Use Succeeded"))
            {
                return answer.Text;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("The step did not succeed.");
    }

    private async Task<string> InputsAsync(string id)
    {
        await server.ShutDownAsync();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "refrain.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select body from execution_event join execution on seq = execution_seq where id = @id and body like '%StepLaunching%'";
        command.Parameters.AddWithValue("@id", id);
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) ?? "";
    }

    /// <summary>The server on a copy of the old folder.</summary>
    private sealed class OldServer : TestServer
    {
        /// <summary>The bytes that the first execution's Prep made; the key holds other ones since.</summary>
        public const string OverwrittenBlob = "b640e840b19d378660b32fb51ae18d67dccb4a8596a29e7bd72c1b2ae5928f41";

        internal override Refrain.Server.Hosting.ServerOptions Options
        {
            get
            {
                if (!File.Exists(Path.Combine(DataDirectory, "refrain.db")))
                {
                    Lay(Path.Combine(Path.GetDirectoryName(Here())!, "..", "OldFolders", "0001"), DataDirectory); // a source file has a folder
                }

                return base.Options;
            }
        }

        private static void Lay(string old, string data)
        {
            foreach (var file in Directory.EnumerateFiles(old, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(data, Path.GetRelativePath(old, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // below the data folder
                File.Copy(file, copy);
            }

            using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "refrain.db")};Pooling=False;Foreign Keys=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = File.ReadAllText(Path.Combine(data, "refrain.sql"));
            command.ExecuteNonQuery();
        }

        private static string Here([CallerFilePath] string path = "") => path;
    }
}
