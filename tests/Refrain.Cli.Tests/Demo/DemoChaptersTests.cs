using Refrain.Aws.S3;
using Refrain.Cli.Connecting;
using Refrain.Cli.Demo;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Demo.RecordedDemo;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Demo;

/// <summary>The chapters against a recorded world: what they ask, what they print, and that they notice when it is not as they tell it.</summary>
public sealed class DemoChaptersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;
    private readonly Interruption interruption = new();
    private readonly StringWriter output = new();
    private readonly RecordedDemo world = new();

    public void Dispose()
    {
        interruption.Dispose();
        output.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Told_to_the_end_all_expectations_are_met()
    {
        using var server = world.Serve();

        var expectations = await TellAsync(server, width: 120);

        Assert.Equal(0, expectations.Unmet);
        Assert.True(expectations.Met > 80, $"{expectations.Met} expectations");
        GoldenFile.Check("demo-chapters.txt", output.ToString());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_tables_fit_the_width_and_the_whole_is_short(int width)
    {
        using var server = world.Serve();

        await TellAsync(server, width);

        var lines = output.ToString().Split('\n');
        Assert.All(lines.Where(line => line.Contains("Succeeded  ", StringComparison.Ordinal)), line => Assert.True(line.Length <= width, line));
        Assert.True(width < 120 || lines.Length < 146, $"{lines.Length} lines");
    }

    [Fact]
    public async Task Each_use_selects_the_announcements_steps_from_the_reference_it_tells_of()
    {
        using var server = world.Serve();

        await TellAsync(server);

        var asked = server.BodiesOf("StartPipelineExecution").Where(body => body.TryGetProperty("SelectiveExecutionConfig", out _)).Select(body => body.GetProperty("SelectiveExecutionConfig"));
        Assert.Equal(
            [
                $"{Whole}: Abalone-Train",
                $"{TrainAlone}: Abalone-Train Abalone-Evaluate",
                $"{Broken}: Abalone-Evaluate",
                $"{Broken}: Abalone-Evaluate Abalone-MSECheck Abalone-ModelRegister Abalone-CreateModel",
                $"{Whole}: Abalone-Train Abalone-Evaluate Abalone-MSECheck Abalone-FailNotify",
            ],
            asked.Select(one => $"{one.GetProperty("SourcePipelineExecutionArn").GetString()!.Split('/')[^1]}: {string.Join(' ', one.GetProperty("SelectedSteps").EnumerateArray().Select(step => step.GetProperty("StepName").GetString()))}"));
    }

    [Fact]
    public async Task The_first_two_uses_send_the_six_hyperparameters_and_the_last_a_threshold()
    {
        using var server = world.Serve();

        await TellAsync(server);

        var six = "XGBNumRounds=120 XGBSubSample=0.9 XGBGamma=2 XGBMinChildWeight=4 XGBETA=0.25 XGBMaxDepth=12";
        Assert.Equal(["", six, six, "", "", "", "MseThreshold=0.1"], server.BodiesOf("StartPipelineExecution").Select(body => body.TryGetProperty("PipelineParameters", out var given)
            ? string.Join(' ', given.EnumerateArray().Select(one => $"{one.GetProperty("Name").GetString()}={one.GetProperty("Value").GetString()}"))
            : ""));
    }

    [Fact]
    public async Task The_bug_changes_one_path_of_Evaluate_and_the_repair_changes_it_back()
    {
        using var server = world.Serve();

        await TellAsync(server);

        var updates = server.BodiesOf("UpdatePipeline").ConvertAll(body => body.GetProperty("PipelineDefinition").GetString()!);
        var created = server.BodiesOf("CreatePipeline")[0].GetProperty("PipelineDefinition").GetString();
        Assert.Equal(2, updates.Count);
        Assert.Equal(created, updates[1]);
        Assert.Equal(BrokenDefinition.Of(created!), updates[0]);
    }

    [Fact]
    public void The_broken_definition_differs_from_the_samples_in_that_path_alone()
    {
        var sample = System.Text.Json.Nodes.JsonNode.Parse(AbaloneDefinition)!.ToJsonString();

        var broken = BrokenDefinition.Of(AbaloneDefinition);

        Assert.Equal(sample, broken.Replace(BrokenDefinition.WrongPath, BrokenDefinition.RightPath));
        Assert.NotEqual(sample, broken);
    }

    [Fact]
    public async Task An_error_above_the_threshold_is_noticed()
    {
        using var server = world.ButError(Whole, 6.5).Serve();

        await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the mean squared error on the test rows: expected at most 6.0, seen 6.500", output.ToString());
    }

    [Fact]
    public async Task A_repaired_evaluation_that_finds_another_error_is_noticed()
    {
        using var server = world.ButError(EvaluateAlone, 5.912).Serve();

        await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the test error, trained as in the whole run: expected 4.571, seen 5.912", output.ToString());
    }

    [Fact]
    public async Task A_preprocess_step_that_ran_again_is_noticed()
    {
        using var server = world.But(TrainAlone, "Succeeded", Preprocessed(), Trained("again", 3)).Serve();

        var expectations = await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the steps that ran: expected Abalone-Train, seen Abalone-Preprocess, Abalone-Train", output.ToString());
        Assert.Contains("NOT AS EXPECTED: the steps that were reused: expected Abalone-Preprocess, seen", output.ToString());
        Assert.True(expectations.Unmet >= 2);
    }

    [Fact]
    public async Task A_reused_step_of_another_job_is_noticed()
    {
        using var server = world.But(TrainAlone, "Succeeded", From(Whole, Preprocessed("other")), Trained("again", 3)).Serve();

        await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the job behind the reused Abalone-Preprocess: expected arn:aws:sagemaker:us-east-1:123456789012:processing-job/prep, seen", output.ToString());
    }

    [Fact]
    public async Task A_broken_pipeline_that_failed_for_another_reason_is_noticed()
    {
        using var server = world.But(Broken, "Failed", Preprocessed("other"), Trained("first", 4), Failed("Abalone-Evaluate", "no space left on device", "processing-job/eval")).Serve();

        await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the reason of the failure: expected the program's own words: model.tar.gz does not exist, seen no space left on device", output.ToString());
    }

    [Fact]
    public async Task A_Fail_step_with_another_message_is_noticed()
    {
        using var server = world.But(
            RareBranch, "Failed", From(Whole, Preprocessed()), Trained("first", 4), Evaluated(), Checked("False"), Failed("Abalone-FailNotify", "Execution failed due to MSE > 6.0", null)).Serve();

        await TellAsync(server);

        Assert.Contains("NOT AS EXPECTED: the message of the Fail step: expected Execution failed due to MSE > 0.1, seen Execution failed due to MSE > 6.0", output.ToString());
    }

    [Theory]
    [InlineData(Whole, "Failed", "expected Succeeded, seen Failed")]
    [InlineData(TrainAlone, "Stopped", "expected Succeeded, seen Stopped")]
    [InlineData(Broken, "Succeeded", "expected Failed, seen Succeeded")]
    [InlineData(RareBranch, "Succeeded", "expected Failed, seen Succeeded")]
    public async Task A_run_that_ends_otherwise_ends_the_demo_in_its_place(string run, string status, string words)
    {
        using var server = world.But(run, status, Preprocessed(), Trained("again", 3)).Serve();

        await Assert.ThrowsAsync<UnmetExpectationException>(() => TellAsync(server));

        Assert.EndsWith($"NOT AS EXPECTED: the status of the execution: {words}\n", output.ToString());
    }

    [Fact]
    public async Task FastTree_says_what_it_ignores()
    {
        using var server = world.Serve();
        server.On($"GET /api/v1/executions/{Whole}/steps/Abalone-Train/logs*",
            "trainer: FastTree (trees=50)\nFastTree instead of LightGBM: libgomp.so.1 is missing\nignored by FastTree: gamma\ntrain-rmse:1.8\n");

        await TellAsync(server);

        Assert.Contains("          FastTree instead of LightGBM: libgomp.so.1 is missing\n          ignored by FastTree: gamma\n", output.ToString());
    }

    private async Task<Expectations> TellAsync(FakeServer server, int width = 240)
    {
        foreach (var (file, content) in new[] { ("pipeline.json", AbaloneDefinition), ("data/abalone.csv", "M,1\nF,2\n"), ("preprocess/P.dll", "p"), ("train/T.dll", "t"), ("evaluate/E.dll", "e") })
        {
            var path = Path.Combine(folder, "samples/abalone", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        var host = RefrainRun.Host(server, output, output, interruption, width);
        using var session = new CliSession(host, ConnectionSettings.Resolve(null, null, null, host.Variable));
        var expectations = new Expectations(session.Screen);
        var stage = new DemoStage(session, new S3Client(session.Http, session.Settings.Connection, host.Time), AbaloneSample.Find(folder), expectations);
        await DemoRun.TellAsync(stage, TestContext.Current.CancellationToken);
        return expectations;
    }
}
