using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Refrain.Server.Tests.Api;

public sealed class UpkeepApiTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Executions_beyond_what_the_tag_keeps_go_and_those_that_a_kept_one_reuses_stay()
    {
        var first = await PipelineAsync("Tagged", keep: "1");
        var second = await server.SageMaker.RunAsync("Tagged");
        var third = await server.SageMaker.RunAsync("Tagged", new { SourcePipelineExecutionArn = first, SelectedSteps = new[] { new { StepName = "B" } } });

        var dry = await CollectAsync(dryRun: true);
        Assert.Equal(
            [(first, false, $"execution {IdOf(third)}, which is kept, uses its results"), (second, true, "1 newer ones have ended, 1 are kept")], Of(dry, "Tagged"));
        Assert.Equal("Succeeded", (string?)(await server.SageMaker.DescribeAsync(second))["PipelineExecutionStatus"]);

        server.Runtime.Say(IdOf(second), "A", "a log");
        var done = await CollectAsync(dryRun: false);
        Assert.Equal(Of(dry, "Tagged"), Of(done, "Tagged"));
        Assert.True((int)done["logs"]! >= 1, done.ToJsonString());
        Assert.StartsWith("ResourceNotFound", await server.SageMaker.RefusedAsync("DescribePipelineExecution", new { PipelineExecutionArn = second }), StringComparison.Ordinal);
        Assert.DoesNotContain(IdOf(second), server.Runtime.ExecutionIds());
        Assert.Equal("Succeeded", (string?)(await server.SageMaker.DescribeAsync(first))["PipelineExecutionStatus"]);
        Assert.Equal([(first, false, $"execution {IdOf(third)}, which is kept, uses its results")], Of(await CollectAsync(dryRun: false), "Tagged"));
    }

    [Fact]
    public async Task A_running_execution_stays_however_many_came_after_it()
    {
        await server.SageMaker.CallAsync("CreatePipeline", Request("Held", "Hold", "1"));
        var held = await server.SageMaker.StartAsync("Held");
        var other = await server.SageMaker.StartAsync("Held");
        server.Runtime.Release(IdOf(other), "Hold");
        await server.SageMaker.EndAsync(other);

        Assert.Empty(Of(await CollectAsync(dryRun: false), "Held"));
        server.Runtime.Release(IdOf(held), "Hold");
        await server.SageMaker.EndAsync(held);
        Assert.Equal([(held, true, "1 newer ones have ended, 1 are kept")], Of(await CollectAsync(dryRun: false), "Held"));
    }

    [Fact]
    public async Task A_tag_that_is_no_number_is_refused_when_the_pipeline_is_made() =>
        Assert.Equal(
            "ValidationException: The tag 'refrain:keep-executions' has the value 'few'; expected a whole number from 1 to 1000000, or all.",
            await server.SageMaker.RefusedAsync("CreatePipeline", Request("Wrong", "A", "few")));

    [Fact]
    public async Task A_selective_run_of_an_execution_that_was_removed_is_refused()
    {
        var first = await PipelineAsync("Removed", keep: "1");
        await server.SageMaker.RunAsync("Removed");
        await CollectAsync(dryRun: false);

        var refusal = await server.SageMaker.RefusedAsync(
            "StartPipelineExecution",
            new
            {
                PipelineName = "Removed",
                ClientRequestToken = SageMakerClient.NewToken(),
                SelectiveExecutionConfig = new { SourcePipelineExecutionArn = first, SelectedSteps = new[] { new { StepName = "B" } } },
            });
        Assert.Contains(IdOf(first), refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_in_parts_that_somebody_left_goes_after_a_week()
    {
        var s3 = new SignedHttp(new HttpClient(), server.Endpoint, TestServer.Keys) { Service = "s3" };
        await s3.SendAsync("PUT", "/left");
        var (old, young) = (await BeginAsync(), await BeginAsync());
        var aWeekAgo = DateTimeOffset.UtcNow.AddDays(-7).AddMinutes(-1).ToUnixTimeMilliseconds();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "refrain.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            var age = database.CreateCommand();
            age.CommandText = "update upload set begun_at = @at where id = @old; update upload_part set modified_at = @at where upload_id = @old";
            age.Parameters.AddWithValue("@at", aWeekAgo);
            age.Parameters.AddWithValue("@old", old);
            await age.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await CollectAsync(dryRun: true);
        Assert.Equal(200, (await ListAsync(old)).Status);
        await CollectAsync(dryRun: false);
        Assert.Equal((404, 200), ((await ListAsync(old)).Status, (await ListAsync(young)).Status));
        Assert.False(Directory.Exists(Path.Combine(server.DataDirectory, "objects", "parts", old)));

        Task<Answer> ListAsync(string id) => s3.SendAsync("GET", $"/left/k?uploadId={id}");

        async Task<string> BeginAsync()
        {
            var id = System.Xml.Linq.XDocument.Parse((await s3.SendAsync("POST", "/left/k?uploads")).Text).Descendants().Single(node => node.Name.LocalName == "UploadId").Value;
            await s3.SendAsync("PUT", $"/left/k?uploadId={id}&partNumber=1", "part"u8.ToArray());
            return id;
        }
    }

    [Theory]
    [InlineData("relative/place", "absolute path")]
    [InlineData(null, "lie in one another")]
    public async Task A_backup_goes_only_where_it_may(string? place, string problem)
    {
        var answer = await PostAsync("/api/v1/backup", new JsonObject { ["place"] = place ?? Path.Combine(server.DataDirectory, "backup") });

        Assert.Equal(400, answer.Status);
        Assert.Contains(problem, (string?)answer.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_tells_what_it_holds()
    {
        var folder = Directory.CreateTempSubdirectory("refrain-backup-");
        try
        {
            var answer = await PostAsync("/api/v1/backup", new JsonObject { ["place"] = Path.Combine(folder.FullName, "backup") });

            Assert.True(answer.Status == 200, answer.Text);
            Assert.Equal(0, (int)answer.Json["missingBlobs"]!);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "backup", "refrain.db")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string IdOf(string arn) => arn.Split('/')[^1];

    private static List<(string Arn, bool Removed, string Because)> Of(JsonObject report, string pipeline) => report["executions"]!.AsArray()
        .Select(one => ((string)one!["arn"]!, (bool)one["removed"]!, (string)one["because"]!))
        .Where(one => one.Item1.Contains($"/{pipeline}/", StringComparison.Ordinal))
        .ToList();

    private static object Request(string name, string pipeline, string keep) => new
    {
        PipelineName = name,
        PipelineDefinition = TestPipeline.Draw(pipeline),
        RoleArn = SageMakerClient.Role,
        ClientRequestToken = SageMakerClient.NewToken(),
        Tags = new[] { new { Key = "refrain:keep-executions", Value = keep } },
    };

    private async Task<string> PipelineAsync(string name, string keep)
    {
        await server.SageMaker.CallAsync("CreatePipeline", Request(name, "A > B", keep));
        return await server.SageMaker.RunAsync(name);
    }

    private async Task<JsonObject> CollectAsync(bool dryRun)
    {
        var answer = await PostAsync("/api/v1/gc", new JsonObject { ["dryRun"] = dryRun });
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private Task<Answer> PostAsync(string path, JsonObject body) =>
        server.Http.SendAsync("POST", path, Encoding.UTF8.GetBytes(body.ToJsonString()), null, ("Content-Type", "application/json"));
}
