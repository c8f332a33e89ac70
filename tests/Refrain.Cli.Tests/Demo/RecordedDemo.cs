using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Cli.Tests.Wire;
using static Refrain.Cli.Tests.Wire.FakeAccount;

namespace Refrain.Cli.Tests.Demo;

/// <summary>A server that answers as one did when the demo ran: seven executions, one evaluation.json that each evaluation overwrites.</summary>
internal sealed class RecordedDemo
{
    public const string P = "AbalonePipeline";
    public const string Whole = "wholerun0001";
    public const string TrainAlone = "trainalone01";
    public const string TrainAndEvaluate = "traineval001";
    public const string Broken = "failedrun001";
    public const string EvaluateAlone = "evaluate0001";
    public const string ToTheEnd = "totheend0001";
    public const string RareBranch = "rarebranch01";

    private const string Job = "arn:aws:sagemaker:us-east-1:123456789012";
    private const string Reason = "ClientError: AlgorithmError: exit code: 1\nAbalone.Evaluate: /opt/ml/processing/model/model.tar.gz does not exist";

    private static readonly string[] order = [Whole, TrainAlone, TrainAndEvaluate, Broken, EvaluateAlone, ToTheEnd, RareBranch];

    private readonly Dictionary<string, (string Status, JsonObject[] Steps)> executions = new()
    {
        [Whole] = ("Succeeded", [Preprocessed(), Trained("first", 4), Evaluated(), Checked("True"), Registered(1), CreatedModel()]),
        [TrainAlone] = ("Succeeded", [From(Whole, Preprocessed()), Trained("again", 3)]),
        [TrainAndEvaluate] = ("Succeeded", [From(TrainAlone, Preprocessed()), Trained("again", 3), Evaluated()]),
        [Broken] = ("Failed", [Preprocessed("other"), Trained("first", 4), Failed("Abalone-Evaluate", Reason, "processing-job/eval")]),
        [EvaluateAlone] = ("Succeeded", [From(Broken, Preprocessed("other")), From(Broken, Trained("first", 4)), Evaluated()]),
        [ToTheEnd] = ("Succeeded", [From(Broken, Preprocessed("other")), From(Broken, Trained("first", 4)), Evaluated(), Checked("True"), Registered(2), CreatedModel()]),
        [RareBranch] = ("Failed", [From(Whole, Preprocessed()), Trained("first", 4), Evaluated(), Checked("False"), Failed("Abalone-FailNotify", "Execution failed due to MSE > 0.1", null)]),
    };

    private readonly Dictionary<string, double> errors = new() { [TrainAndEvaluate] = 5.912 };
    private string latest = "";

    /// <summary>The world as it was, but for one execution.</summary>
    public RecordedDemo But(string id, string status, params JsonObject[] steps)
    {
        executions[id] = (status, steps);
        return this;
    }

    /// <summary>The world as it was, but for what one execution's evaluation said.</summary>
    public RecordedDemo ButError(string id, double error)
    {
        errors[id] = error;
        return this;
    }

    public FakeServer Serve()
    {
        var server = new FakeServer();
        var started = 0;
        return server
            .On("PUT /refrain-abalone*", "")
            .On("CreatePipeline", $$"""{"PipelineArn":"{{PipelineArn(P)}}"}""")
            .On("UpdatePipeline", $$"""{"PipelineArn":"{{PipelineArn(P)}}"}""")
            .On("StartPipelineExecution", _ => FakeAnswer.Ok($$"""{"PipelineExecutionArn":"{{Arn(P, latest = order[started++])}}"}"""))
            .On("ListPipelineExecutions", _ => FakeAnswer.Ok($$"""{"PipelineExecutionSummaries":[{"PipelineExecutionArn":"{{Arn(P, latest)}}","PipelineExecutionStatus":"Succeeded"}]}"""))
            .On("DescribePipelineExecution", body => FakeAnswer.Ok(Description(IdIn(body), server)))
            .On("ListPipelineExecutionSteps", body => FakeAnswer.Ok(new JsonObject { ["PipelineExecutionSteps"] = new JsonArray([.. executions[IdIn(body)].Steps.Select(step => step.DeepClone())]) }.ToJsonString()))
            .On("DescribePipelineDefinitionForExecution", new JsonObject { ["PipelineDefinition"] = AbaloneDefinition }.ToJsonString())
            .On("ListPipelineParametersForExecution", """{"PipelineParameters":[{"Name":"MseThreshold","Value":"6.0"},{"Name":"ApprovalStatus","Value":"PendingManualApproval"}]}""")
            .On($"GET /api/v1/executions/{Whole}/steps/Abalone-Train/logs*", "trainer: LightGBM (iterations=50)\ntrain-rmse:1.8\n")
            .On("DescribeProcessingJob", """{"ProcessingJobStatus":"Completed","ProcessingOutputConfig":{"Outputs":[{"OutputName":"evaluation","S3Output":{"S3Uri":"s3://refrain-abalone/AbalonePipeline/evaluation"}}]}}""")
            .On("GET /refrain-abalone/AbalonePipeline/evaluation/evaluation.json*", _ => FakeAnswer.Ok($$"""{"regression_metrics":{"mse":{"value":{{errors.GetValueOrDefault(latest, 4.571)}} } } }"""))
            .On("DescribeModelPackage", body => FakeAnswer.Ok(Package(body.GetProperty("ModelPackageName").GetString()!)))
            .On("ListModelPackages", $$"""{"ModelPackageSummaryList":[{"ModelPackageArn":"{{Job}}:model-package/abalone/2"},{"ModelPackageArn":"{{Job}}:model-package/abalone/1"}]}""")
            .On("DescribeModel", """{"ModelName":"pipelines-m","PrimaryContainer":{"ModelDataUrl":"s3://refrain-abalone/Abalone/models/first/model.tar.gz"}}""")
            .On("DescribeTrainingJob", body => FakeAnswer.Ok(body.GetProperty("TrainingJobName").GetString() == "first"
                ? TrainingJob("first", "1.8", "2.21", "50")
                : TrainingJob("again", "1.2", "2.25", "120")));
    }

    public static JsonObject Preprocessed(string job = "prep") => Made("Abalone-Preprocess", 2.5, $"processing-job/{job}");

    public static JsonObject Trained(string job, double seconds) => Made("Abalone-Train", seconds, $"training-job/{job}");

    public static JsonObject Evaluated() => Made("Abalone-Evaluate", 1.5, "processing-job/eval");

    public static JsonObject Checked(string outcome) => Ran("Abalone-MSECheck", 0.1, outcome: outcome);

    public static JsonObject Failed(string step, string reason, string? made)
    {
        var failed = Ran(step, 1, "Failed", reason);
        failed["Metadata"] = made is null ? null : Metadata(made);
        return failed;
    }

    public static JsonObject From(string source, JsonObject step)
    {
        step["SelectiveExecutionResult"] = new JsonObject { ["SourcePipelineExecutionArn"] = Arn(P, source) };
        return step;
    }

    private static JsonObject Registered(int version) => Made("Abalone-ModelRegister", 0.1, $"model-package/abalone/{version}");

    private static JsonObject CreatedModel() => Made("Abalone-CreateModel", 0.1, "model/pipelines-m");

    private static JsonObject Made(string name, double seconds, string resource)
    {
        var step = Ran(name, seconds);
        step["Metadata"] = Metadata(resource);
        return step;
    }

    private static JsonObject Metadata(string resource) => new() { ["Thing"] = new JsonObject { ["Arn"] = $"{Job}:{resource}" } };

    private static string IdIn(JsonElement body) => body.GetProperty("PipelineExecutionArn").GetString()!.Split('/')[^1];

    // What was selected comes back as it was sent.
    private string Description(string id, FakeServer server)
    {
        var status = executions[id].Status;
        var description = new JsonObject
        {
            ["PipelineExecutionArn"] = Arn(P, id), ["PipelineExecutionStatus"] = status, ["CreationTime"] = Now.ToUnixTimeSeconds() - 10_000, ["LastModifiedTime"] = Now.ToUnixTimeSeconds() - 9_987.5,
        };
        if (server.BodiesOf("StartPipelineExecution")[Array.IndexOf(order, id)].TryGetProperty("SelectiveExecutionConfig", out var selection))
        {
            description["SelectiveExecutionConfig"] = JsonNode.Parse(selection.GetRawText());
        }

        return description.ToJsonString();
    }

    private static string Package(string arn) =>
        $$"""{"ModelPackageArn":"{{arn}}","ModelPackageGroupName":"abalone","ModelPackageVersion":{{arn[^1]}},"ModelApprovalStatus":"PendingManualApproval"}""";

    private static string TrainingJob(string name, string train, string validation, string rounds) =>
        $$$"""
        {"TrainingJobName":"{{{name}}}","TrainingJobStatus":"Completed","ModelArtifacts":{"S3ModelArtifacts":"s3://refrain-abalone/Abalone/models/{{{name}}}/model.tar.gz"},
         "FinalMetricDataList":[{"MetricName":"train:rmse","Value":{{{train}}},"Timestamp":1},{"MetricName":"validation:rmse","Value":{{{validation}}},"Timestamp":1}],
         "HyperParameters":{"num_round":"{{{rounds}}}","subsample":"0.9","gamma":"2","min_child_weight":"4","eta":"0.25","max_depth":"12"}}
        """;
}
