using System.Text.Json.Nodes;
using Refrain.Aws.S3;
using Refrain.Cli.Connecting;
using Refrain.Cli.Demo;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Demo;

/// <summary>The chapters against a recorded world: what they ask, what they print, and that they notice when it is not as they tell it.</summary>
public sealed class DemoChaptersTests : IDisposable
{
    private const string P = "AbalonePipeline";
    private const string Job = "arn:aws:sagemaker:us-east-1:123456789012";

    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;
    private readonly Interruption interruption = new();
    private readonly StringWriter output = new();
    private readonly FakeServer server = World();

    public void Dispose()
    {
        server.Dispose();
        interruption.Dispose();
        output.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Told_to_the_end_all_expectations_are_met()
    {
        var expectations = await TellAsync();

        Assert.Equal(0, expectations.Unmet);
        Assert.True(expectations.Met > 20, $"{expectations.Met} expectations");
        GoldenFile.Check("demo-chapters.txt", output.ToString());
    }

    [Fact]
    public async Task The_selective_run_names_the_reference_and_sends_the_six_hyperparameters()
    {
        await TellAsync();

        var sent = server.BodiesOf("StartPipelineExecution")[1];
        Assert.Equal(Arn(P, "wholerun0001"), sent.GetProperty("SelectiveExecutionConfig").GetProperty("SourcePipelineExecutionArn").GetString());
        Assert.Equal(
            "XGBNumRounds=120 XGBSubSample=0.9 XGBGamma=2 XGBMinChildWeight=4 XGBETA=0.25 XGBMaxDepth=12",
            string.Join(' ', sent.GetProperty("PipelineParameters").EnumerateArray().Select(one => $"{one.GetProperty("Name").GetString()}={one.GetProperty("Value").GetString()}")));
    }

    [Fact]
    public async Task An_error_above_the_threshold_is_noticed()
    {
        server.On("GET /refrain-abalone/AbalonePipeline/evaluation/evaluation.json*", """{"regression_metrics":{"mse":{"value":6.5}}}""");

        var expectations = await TellAsync();

        Assert.Equal(1, expectations.Unmet);
        Assert.Contains("NOT AS EXPECTED: the mean squared error on the test rows: expected at most 6, seen 6.5", output.ToString());
    }

    [Fact]
    public async Task A_preprocess_step_that_ran_again_is_noticed()
    {
        server.On("ListPipelineExecutionSteps", body => FakeAnswer.Ok(Steps(
            body.GetProperty("PipelineExecutionArn").GetString()!.EndsWith("wholerun0001", StringComparison.Ordinal) ? WholeRun() : [Made("Abalone-Preprocess", 2, "processing-job/x"), Trained("again", 3)])));

        var expectations = await TellAsync();

        Assert.Contains("NOT AS EXPECTED: the steps that ran: expected Abalone-Train, seen Abalone-Preprocess, Abalone-Train", output.ToString());
        Assert.Contains("NOT AS EXPECTED: the steps that were reused: expected Abalone-Preprocess, seen", output.ToString());
        Assert.True(expectations.Unmet >= 2);
    }

    [Fact]
    public async Task A_failed_run_ends_the_demo_in_its_place()
    {
        server.On("DescribePipelineExecution", _ => FakeAnswer.Ok(Description("wholerun0001", "Failed", null)));

        await Assert.ThrowsAsync<UnmetExpectationException>(TellAsync);

        Assert.Contains("NOT AS EXPECTED: the status of the execution: expected Succeeded, seen Failed", output.ToString());
    }

    [Fact]
    public async Task FastTree_says_what_it_ignores()
    {
        server.On("GET /api/v1/executions/wholerun0001/steps/Abalone-Train/logs*",
            "trainer: FastTree (trees=50)\nFastTree instead of LightGBM: libgomp.so.1 is missing\nignored by FastTree: gamma\ntrain-rmse:1.8\n");

        await TellAsync();

        Assert.Contains("          FastTree instead of LightGBM: libgomp.so.1 is missing\n          ignored by FastTree: gamma\n", output.ToString());
    }

    private async Task<Expectations> TellAsync()
    {
        foreach (var (file, content) in new[] { ("pipeline.json", AbaloneDefinition), ("data/abalone.csv", "M,1\nF,2\n"), ("preprocess/P.dll", "p"), ("train/T.dll", "t"), ("evaluate/E.dll", "e") })
        {
            var path = Path.Combine(folder, "samples/abalone", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        var host = RefrainRun.Host(server, output, output, interruption, width: 100);
        using var session = new CliSession(host, ConnectionSettings.Resolve(null, null, null, host.Variable));
        var expectations = new Expectations(session.Screen);
        var stage = new DemoStage(session, new S3Client(session.Http, session.Settings.Connection, host.Time), AbaloneSample.Find(folder), expectations);
        await stage.UploadAsync(TestContext.Current.CancellationToken);
        await WholePipelineChapter.TellAsync(stage, TestContext.Current.CancellationToken);
        await TrainAloneChapter.TellAsync(stage, TestContext.Current.CancellationToken);
        return expectations;
    }

    private static FakeServer World()
    {
        var server = new FakeServer();
        return server
            .On("PUT /refrain-abalone*", "")
            .On("CreatePipeline", $$"""{"PipelineArn":"{{PipelineArn(P)}}"}""")
            .On("StartPipelineExecution", Started("wholerun0001"), Started("trainalone01"))
            .On("DescribePipelineExecution", body => FakeAnswer.Ok(IsWhole(body) ? Description("wholerun0001", "Succeeded", null) : Description("trainalone01", "Succeeded", "wholerun0001")))
            .On("ListPipelineExecutionSteps", body => FakeAnswer.Ok(Steps(IsWhole(body) ? WholeRun() : [ReusedPreprocess(), Trained("again", 3)])))
            .On("DescribePipelineDefinitionForExecution", new JsonObject { ["PipelineDefinition"] = AbaloneDefinition }.ToJsonString())
            .On("ListPipelineParametersForExecution", """{"PipelineParameters":[{"Name":"MseThreshold","Value":"6.0"},{"Name":"ApprovalStatus","Value":"PendingManualApproval"}]}""")
            .On("GET /api/v1/executions/wholerun0001/steps/Abalone-Train/logs*", "trainer: LightGBM (iterations=50)\ntrain-rmse:1.8\n")
            .On("DescribeProcessingJob", """{"ProcessingJobStatus":"Completed","ProcessingOutputConfig":{"Outputs":[{"OutputName":"evaluation","S3Output":{"S3Uri":"s3://refrain-abalone/AbalonePipeline/evaluation"}}]}}""")
            .On("GET /refrain-abalone/AbalonePipeline/evaluation/evaluation.json*", """{"regression_metrics":{"mse":{"value":4.571}}}""")
            .On("DescribeModelPackage", $$"""{"ModelPackageArn":"{{Job}}:model-package/abalone/1","ModelPackageGroupName":"abalone","ModelPackageVersion":1,"ModelApprovalStatus":"PendingManualApproval"}""")
            .On("ListModelPackages", $$"""{"ModelPackageSummaryList":[{"ModelPackageArn":"{{Job}}:model-package/abalone/1"}]}""")
            .On("DescribeModel", """{"ModelName":"pipelines-m","PrimaryContainer":{"ModelDataUrl":"s3://refrain-abalone/Abalone/models/first/model.tar.gz"}}""")
            .On("DescribeTrainingJob", body => FakeAnswer.Ok(body.GetProperty("TrainingJobName").GetString() == "first"
                ? TrainingJob("first", "1.8", "2.21", "50")
                : TrainingJob("again", "1.2", "2.25", "120")));
    }

    private static bool IsWhole(System.Text.Json.JsonElement body) => body.GetProperty("PipelineExecutionArn").GetString() == Arn(P, "wholerun0001");

    private static string Started(string id) => $$"""{"PipelineExecutionArn":"{{Arn(P, id)}}"}""";

    private static string Description(string id, string status, string? source)
    {
        var description = new JsonObject
        {
            ["PipelineExecutionArn"] = Arn(P, id), ["PipelineExecutionStatus"] = status, ["CreationTime"] = Now.ToUnixTimeSeconds() - 10_000, ["LastModifiedTime"] = Now.ToUnixTimeSeconds() - 9_987.5,
        };
        if (source is not null)
        {
            description["SelectiveExecutionConfig"] = new JsonObject
            {
                ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = "Abalone-Train" }),
                ["SourcePipelineExecutionArn"] = Arn(P, source),
            };
        }

        return description.ToJsonString();
    }

    private static string Steps(JsonObject[] steps) => new JsonObject { ["PipelineExecutionSteps"] = new JsonArray([.. steps]) }.ToJsonString();

    private static JsonObject[] WholeRun() =>
    [
        Made("Abalone-Preprocess", 2.5, "processing-job/prep"), Trained("first", 4), Made("Abalone-Evaluate", 1.5, "processing-job/eval"),
        Ran("Abalone-MSECheck", 0.1, outcome: "True"), Made("Abalone-ModelRegister", 0.1, "model-package/abalone/1"), Made("Abalone-CreateModel", 0.1, "model/pipelines-m"),
    ];

    private static JsonObject ReusedPreprocess()
    {
        var step = Made("Abalone-Preprocess", 0.01, "processing-job/prep");
        step["SelectiveExecutionResult"] = new JsonObject { ["SourcePipelineExecutionArn"] = Arn(P, "wholerun0001") };
        return step;
    }

    private static JsonObject Trained(string job, double seconds) => Made("Abalone-Train", seconds, $"training-job/{job}");

    private static JsonObject Made(string name, double seconds, string resource)
    {
        var step = Ran(name, seconds);
        step["Metadata"] = new JsonObject { ["Thing"] = new JsonObject { ["Arn"] = $"{Job}:{resource}" } };
        return step;
    }

    private static string TrainingJob(string name, string train, string validation, string rounds) =>
        $$$"""
        {"TrainingJobName":"{{{name}}}","TrainingJobStatus":"Completed","ModelArtifacts":{"S3ModelArtifacts":"s3://refrain-abalone/Abalone/models/{{{name}}}/model.tar.gz"},
         "FinalMetricDataList":[{"MetricName":"train:rmse","Value":{{{train}}},"Timestamp":1},{"MetricName":"validation:rmse","Value":{{{validation}}},"Timestamp":1}],
         "HyperParameters":{"num_round":"{{{rounds}}}","subsample":"0.9","gamma":"2","min_child_weight":"4","eta":"0.25","max_depth":"12"}}
        """;
}
