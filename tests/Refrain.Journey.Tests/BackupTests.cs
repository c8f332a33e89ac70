using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Journey.Tests;

/// <summary>A backup is made in the middle of a running execution; another server goes on from it.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-backup-").FullName;

    [Fact]
    public async Task A_server_on_the_restored_folder_reads_everything_and_a_selective_run_from_its_executions_works()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var gate = new Gate();
        await server.CreatePipelineAsync("Kept", Definitions.Pipeline(
            Definitions.Shell("Make", "echo made > /opt/ml/processing/out/word; echo making it").WithOutput("out", "s3://journey/out"),
            Definitions.Shell("Use", "cat /opt/ml/processing/in/word").WithInput("in", Definitions.OutputOf("Make", "out"))));
        await server.CreatePipelineAsync("Gated", Definitions.Pipeline(Definitions.Shell("Work", gate.Wait)));
        var ended = await server.StartExecutionAsync("Kept");
        Assert.Equal("Succeeded", await server.EndAsync(ended));
        var running = await server.StartExecutionAsync("Gated");
        await UntilExecutingAsync(server, running);

        var backup = await RefrainAsync(server, "backup", Path.Combine(folder, "backup"), "--json");
        Assert.True(JsonDocument.Parse(backup.Output).RootElement.GetProperty("blobs").GetInt32() >= 1, backup.ToString());
        Assert.Equal(0, (await RefrainAsync(server, "backup", Path.Combine(folder, "backup.tar"))).ExitCode);
        gate.Open();
        Assert.Equal("Succeeded", await server.EndAsync(running));

        Assert.Contains("whole", (await RefrainAsync(server, "backup", "--verify", Path.Combine(folder, "backup.tar"))).Output, StringComparison.Ordinal);
        await using var restored = await ServerUnderTest.OnRestoredAsync(Path.Combine(folder, "backup"));
        await AssertReadableAsync(restored, ended);

        // The folder does not have its job: the execution goes on and says so.
        Assert.Equal("Failed", await restored.EndAsync(running));
        Assert.Contains("its record is gone", (await restored.StepsAsync(running))["Work"].GetProperty("FailureReason").GetString(), StringComparison.Ordinal);
        Assert.Equal("Succeeded", await restored.EndAsync(await restored.StartExecutionAsync("Gated")));
    }

    [Fact]
    public async Task A_folder_without_a_server_is_backed_up_as_well_and_one_with_things_in_it_is_not_restored_into()
    {
        string data;
        await using (var server = await ServerUnderTest.StartAsync())
        {
            await server.CreatePipelineAsync("Kept", Definitions.Pipeline(Definitions.Shell("Make", "true")));
            await server.KillAsync();
            data = server.DataDirectory;
            Assert.Equal(0, (await RefrainAsync(server, "backup", Path.Combine(folder, "backup.tar"))).ExitCode);

            var refused = await BuiltRefrain.RunAsync(null, "restore", Path.Combine(folder, "backup.tar"), "--data-dir", data);
            Assert.Equal((1, $"refrain-server: '{data}' is not empty: name a folder that does not exist yet, or an empty one.\n"), (refused.ExitCode, refused.Error));
        }

        await using var restored = await ServerUnderTest.OnRestoredAsync(Path.Combine(folder, "backup.tar"));
        var pipelines = await restored.CallAsync("ListPipelines", []);
        Assert.Equal("Kept", Assert.Single(pipelines.GetProperty("PipelineSummaries").EnumerateArray()).GetProperty("PipelineName").GetString());
    }

    [Fact]
    public async Task A_place_inside_the_data_folder_is_refused_in_a_line()
    {
        await using var server = await ServerUnderTest.StartAsync();

        var refused = await RefrainAsync(server, "backup", Path.Combine(server.DataDirectory, "backup"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("lie in one another", refused.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<ProgramRun> RefrainAsync(ServerUnderTest server, params string[] arguments) => BuiltRefrain.RunAsync(server.CliEnvironment, arguments);

    private static async Task UntilExecutingAsync(ServerUnderTest server, string execution) => await ServerUnderTest.UntilAsync(
        async () => (await server.StepsAsync(execution)).TryGetValue("Work", out var step) && step.GetProperty("StepStatus").GetString() == "Executing" ? "" : null,
        "the step to run");

    private static async Task AssertReadableAsync(ServerUnderTest restored, string ended)
    {
        Assert.Equal("Succeeded", await restored.StatusAsync(ended));
        Assert.Equal(["Make", "Use"], (await restored.StepsAsync(ended)).Keys.Order());
        var log = await RefrainAsync(restored, "logs", ended, "--step", "Make");
        Assert.True(log.Output == "making it\n", log.ToString());
        using var word = new MemoryStream();
        await restored.S3.GetObjectAsync("journey", "out/word", word, TestContext.Current.CancellationToken);
        Assert.Equal("made\n", System.Text.Encoding.UTF8.GetString(word.ToArray()));
        var selective = await restored.StartExecutionAsync("Kept", new JsonObject
        {
            ["SelectiveExecutionConfig"] = new JsonObject
            {
                ["SourcePipelineExecutionArn"] = ended,
                ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = "Use" }),
            },
        });
        Assert.Equal("Succeeded", await restored.EndAsync(selective));
        Assert.Equal("made\n", (await RefrainAsync(restored, "logs", selective, "--step", "Use")).Output);
    }
}
