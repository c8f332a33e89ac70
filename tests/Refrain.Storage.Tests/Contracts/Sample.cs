using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>Small but complete records to store.</summary>
public static class Sample
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AwsScope Scope { get; } = new("eu-central-1", "123456789012");

    public static ExecutionPlan Plan { get; } = new()
    {
        Parameters = [new BoundParameter("Rounds", "120")],
        Selective = new SelectiveScope(
            PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/abalone/execution/aaaaaaaaaaaa"),
            StepRanges.Of([1, 2, 3]),
            []), // what a plan reuses must be stored, or it is not started
    };

    public static DateTimeOffset At(int seconds) => Noon.AddSeconds(seconds);

    public static TokenAnswer Token(string token, string answer = "answer", string operation = "StartPipelineExecution") =>
        new(new RequestToken(operation, token, $"digest of {token}"), answer);

    public static NewPipeline Pipeline(string name, int second = 0, string definition = """{"Version":"2020-12-01","Steps":[]}""", AwsScope? scope = null) => new(
        new PipelineArn(scope ?? Scope, name),
        $"display {name}",
        "what it is for",
        "arn:aws:iam::123456789012:role/r",
        definition,
        5,
        "alice",
        [new Tag("team", "shells")],
        At(second));

    public static NewExecution Execution(PipelineRecord pipeline, string id, int second = 0) => new(
        new PipelineExecutionArn(pipeline.Arn, id),
        pipeline.Id,
        pipeline.LatestVersion,
        $"execution-{id}",
        null,
        2,
        new RawJson("""{"SelectedSteps": [{"StepName":"Train"}]}"""),
        new ExperimentConfig("shells", null),
        "bob",
        new ExecutionEvent.ExecutionStarted(At(second), Plan));

    public static ExecutionAppend Append(PipelineExecutionArn arn, int expected, params ExecutionEvent[] events) =>
        new(arn, expected, [.. events], [], [], ExecutionStatus.Executing, null, At(expected));

    public static ExecutionAppend End(PipelineExecutionArn arn, int expected) =>
        Append(arn, expected, new ExecutionEvent.ExecutionSucceeded(At(expected))) with { Status = ExecutionStatus.Succeeded };

    public static ExecutionEvent Launching(string step) => new ExecutionEvent.StepLaunching(
        At(1), new StepName(step), 1, $"pipelines-{step}", new RawJson("""{"a":[1,"ü"]}"""), Identity, [new JobInput("in", "/opt/ml/input", Manifest)]);

    public static StepReport Report(string step, int position, StepStatus status = StepStatus.Executing) => new()
    {
        Step = new StepName(step),
        Position = position,
        Type = "Training",
        Status = status,
        StartedAt = At(position),
        Retries = 1,
        Metadata = new RawJson("""{"TrainingJob":{"Arn":"arn"}}"""),
        JobName = $"job-{step}",
        JobAttempt = 4,
        Isolation = "bubblewrap",
        Identity = Identity,
        Length = 2,
    };

    public static StepReport Ended(string step, int position) => Report(step, position, StepStatus.Succeeded) with
    {
        EndedAt = At(position + 60),
        CacheKey = new StepCacheKey(CacheIdentity.Content, "k1", [new CacheKeyComponent("InputDataConfig", "k2")]),
        CacheHit = new CacheHit(PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/abalone/execution/bbbbbbbbbbbb"), At(1), At(2)),
        Length = 5,
        Result = new StepResult
        {
            Metadata = new RawJson("""{"TrainingJob":{"Arn":"arn"}}"""),
            Properties = new RawJson("""{"ModelArtifacts":{"S3ModelArtifacts":"s3://b/m.tar.gz"}}"""),
            PropertyFiles = [new PropertyFileContent("Evaluation", new RawJson("""{"mse":4.5}"""), null)],
            Outputs = [new RecordedOutput("model", new S3Uri("bucket", "m.tar.gz"), Manifest)],
            Metrics = [new MetricValue("rmse", 2.125, At(3))],
        },
    };

    public static JobRecord Job(string name, string status = "InProgress") =>
        new(Scope, JobKind.TrainingJob, name, status, At(1), At(2), new RawJson($$"""{"TrainingJobStatus":"{{status}}"}"""));

    public static NewModelPackage Package(string group, int second, string status = "Approved") =>
        new(Scope, group, status, new RawJson($$"""{"at":{{second}}}"""), At(second));

    public static PageRequest FirstPage(int limit = 100, bool descending = false) => new(descending, null, limit);

    private static ContentManifest Manifest { get; } = new([new ManifestEntry("data/train.csv", new string('a', 64), 42)]);

    private static StepIdentity Identity { get; } = new()
    {
        Definition = "d1",
        Arguments = "a1",
        Image = "refrain.local/host",
        Environment = "e1",
        Code = "",
        Inputs = [new InputDigest("in", "s3://bucket/data", "i1")],
    };
}
