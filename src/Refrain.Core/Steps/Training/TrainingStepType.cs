using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Training;

/// <summary>Runs a training program over channels and stores the model (spec 06, Training; 07, 3).</summary>
public sealed class TrainingStepType : IJobStepType
{
    private const int DefaultMaxRuntimeSeconds = 86_400;

    /// <inheritdoc />
    public string Name => "Training";

    /// <inheritdoc />
    public string JobKind => "TrainingJob";

    /// <inheritdoc />
    public string ArnResource => "training-job";

    /// <inheritdoc />
    public ArgumentShape Arguments => ArgumentShape.TrainingJob;

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions => Steps.RetriedExceptions.Job;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report) => Arguments.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);

    /// <inheritdoc />
    public void CheckArguments(JsonElement arguments, Limits limits, Action<Diagnostic> report)
    {
        report = JobArguments.OncePerPlace(report);
        Arguments.CheckValues(arguments, limits, report);

        // The API model requires neither, because serverless jobs have no image; here a job is its image.
        JobArguments.Require(arguments, "Arguments", report, "AlgorithmSpecification");
        if (arguments.Member("AlgorithmSpecification") is { } algorithm && algorithm.Member("AlgorithmName") is null)
        {
            JobArguments.Require(algorithm, "Arguments.AlgorithmSpecification", report, "TrainingImage");
        }

        if (arguments.Member("OutputDataConfig")?.Text("S3OutputPath") is { } text && !S3Uri.TryParse(text, out _))
        {
            report(new Diagnostic("Arguments.OutputDataConfig.S3OutputPath", $"'{text}' is not an S3 URI.", "s3://BUCKET/KEY"));
        }

        TrainingChannels.Check(arguments, report);
        TrainingCheckpoints.Check(arguments, report);
    }

    /// <inheritdoc />
    public ValueList<InputRequest> Inputs(JsonElement arguments) =>
        [.. TrainingChannels.Requests(arguments), .. ScriptMode.Sources(arguments), .. TrainingCheckpoints.Requests(arguments)];

    /// <inheritdoc />
    public JobSpec Spec(JobRequest request)
    {
        var algorithm = request.Arguments.Member("AlgorithmSpecification") ?? default;
        var cluster = JobArguments.Cluster(request.Arguments.Member("ResourceConfig"));
        var channels = TrainingChannels.Config(request.Arguments);
        return new JobSpec
        {
            JobName = request.JobName,
            Image = algorithm.Text("TrainingImage") ?? algorithm.Text("AlgorithmName") ?? "",
            Verb = "train",
            Script = ScriptMode.Of(request, cluster, channels),
            Entrypoint = JobArguments.Texts(algorithm, "ContainerEntrypoint"),
            Arguments = JobArguments.Texts(algorithm, "ContainerArguments"),
            Environment = JobArguments.Environment(request, "TRAINING"),
            Inputs = InputRequest.Apply(Inputs(request.Arguments), request.Inputs),
            Outputs =
            [
                new JobOutput("model", "/opt/ml/model", ModelArtifact(request), IsCompressed(request) ? JobOutputForm.Archive : JobOutputForm.Files, OnlyOnSuccess: true, []),
                IsCompressed(request)
                    ? new JobOutput("output", "/opt/ml/output/data", OutputPlace(request).Below("output.tar.gz"), JobOutputForm.ArchiveIfAny, OnlyOnSuccess: false, [])
                    : new JobOutput("output", "/opt/ml/output/data", OutputPlace(request).Below("output"), JobOutputForm.Files, OnlyOnSuccess: false, []),
                .. TrainingCheckpoints.Outputs(request.Arguments),
            ],
            Files =
            [
                new JobFile("/opt/ml/input/config/hyperparameters.json", request.Arguments.Member("HyperParameters")?.GetRawText() ?? "{}"),
                new JobFile("/opt/ml/input/config/inputdataconfig.json", channels.Text),
                .. cluster.ResourceConfigs("/opt/ml/input/config/resourceconfig.json"),
            ],
            Directories = ["/opt/ml/input/data", "/opt/ml/code", "/opt/ml/checkpoints", "/opt/ml/output", "/opt/ml/output/intermediate"],
            Metrics = algorithm.Items("MetricDefinitions").Select(metric => new MetricDefinition(metric.Text("Name") ?? "", metric.Text("Regex") ?? "")).ToValueList(),
            MaxRuntimeSeconds = JobArguments.Integer(request.Arguments.Member("StoppingCondition"), "MaxRuntimeInSeconds", DefaultMaxRuntimeSeconds),
            NetworkIsolation = request.Arguments.Member("EnableNetworkIsolation") is { ValueKind: JsonValueKind.True },
            InstanceCount = cluster.Count,
        };
    }

    /// <inheritdoc />
    public RawJson Describe(JobRequest request, JobProgress progress) => JobDocument.Echo(request.Arguments, ["TrainingJobName", "Tags", "SessionChainingConfig"], writer =>
    {
        writer.WriteString("TrainingJobName", request.JobName);
        writer.WriteString("TrainingJobArn", request.JobArn);
        writer.WriteStartObject("ModelArtifacts");
        writer.WriteString("S3ModelArtifacts", ModelArtifact(request).ToString());
        writer.WriteEndObject();
        // A job that ran out of time is a stopped job to the service, and a failed step.
        writer.WriteString("TrainingJobStatus", progress.End?.Outcome is JobOutcome.TimedOut ? nameof(JobStatus.Stopped) : progress.Status.ToString());
        TrainingPhases.Write(writer, progress);
        WriteStoppingCondition(writer, request);
        writer.WriteText("FailureReason", progress.FailureReason);
        writer.WriteTime("CreationTime", progress.CreatedAt);
        writer.WriteTime("TrainingStartTime", progress.BeganAt);
        writer.WriteTime("TrainingEndTime", progress.EndedAt);
        writer.WriteTime("LastModifiedTime", progress.ModifiedAt);
        if (progress.End is { StartedAt: { } started } end)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling((end.EndedAt - started).TotalSeconds));
            writer.WriteNumber("TrainingTimeInSeconds", seconds);
            writer.WriteNumber("BillableTimeInSeconds", seconds);
        }

        WriteMetrics(writer, progress.End?.Metrics ?? []);
    });

    private static S3Uri OutputPlace(JobRequest request) =>
        S3Uri.Parse(request.Arguments.Member("OutputDataConfig")?.Text("S3OutputPath") ?? "").Below($"{request.JobName}/output");

    private static S3Uri ModelArtifact(JobRequest request) => OutputPlace(request).Below(IsCompressed(request) ? "model.tar.gz" : "model");

    private static bool IsCompressed(JobRequest request) => request.Arguments.Member("OutputDataConfig")?.Text("CompressionType") != "NONE";

    // The answer always has one, the request need not.
    private static void WriteStoppingCondition(Utf8JsonWriter writer, JobRequest request)
    {
        if (request.Arguments.Member("StoppingCondition") is null)
        {
            writer.WriteStartObject("StoppingCondition");
            writer.WriteNumber("MaxRuntimeInSeconds", DefaultMaxRuntimeSeconds);
            writer.WriteEndObject();
        }
    }

    private static void WriteMetrics(Utf8JsonWriter writer, ValueList<MetricValue> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("FinalMetricDataList");
        foreach (var metric in metrics)
        {
            writer.WriteStartObject();
            writer.WriteString("MetricName", metric.Name);
            writer.WriteNumber("Value", metric.Value);
            writer.WriteTime("Timestamp", metric.Timestamp);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
