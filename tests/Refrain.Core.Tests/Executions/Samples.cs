using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Executions;

/// <summary>Values that many tests need and none looks at closely.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly AwsScope Scope = new("eu-central-1", "123456789012");

    public static readonly StepIdentity Identity = new()
    {
        Definition = "d1", Arguments = "a1", Image = "image", Environment = "e1", Code = "c1", Inputs = [new InputDigest("train", "s3://b/train", "i1")],
    };

    public static readonly JobInput Input = new("train", "/opt/ml/input/data/train", new ContentManifest([new ManifestEntry("x.csv", "0a", 7)]));

    public static StepResult Result { get; } = new()
    {
        Metadata = new RawJson("""{"TrainingJob":{"Arn":"arn:aws:sagemaker:eu-central-1:123456789012:training-job/j"}}"""),
        Properties = new RawJson("""{"ModelArtifacts":{"S3ModelArtifacts":"s3://b/j/output/model.tar.gz"}}"""),
        PropertyFiles = [new PropertyFileContent("Report", new RawJson("""{"mse": 4.50}"""), null), new PropertyFileContent("Broken", null, "it is not JSON")],
        Outputs = [new RecordedOutput("model", new S3Uri("b", "j/output/model.tar.gz"), new ContentManifest([new ManifestEntry("", "0b", 9)]))],
        Metrics = [new MetricValue("validation:rmse", 2.25, Start)],
    };

    public static ExecutionEvent.ExecutionStarted Started(SelectiveScope? scope = null) => new(Start, new ExecutionPlan { Parameters = [], Selective = scope });

    public static ExecutionEvent.StepLaunching Launching(string step, int attempt, string arguments = "{}") =>
        new(Start, new StepName(step), attempt, $"job-{step}-{attempt}", new RawJson(arguments), Identity, [Input]);

    public static StepCacheKey CacheKey { get; } = new(CacheIdentity.Aws, "k1", [new CacheKeyComponent("AlgorithmSpecification", "k2"), new CacheKeyComponent("InputDataConfig", "k3")]);

    public static PipelineExecutionArn Source { get; } = PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/P/execution/sourcesource");

    public static ExecutionEvent.StepCacheHit CacheHit(string step, StepIdentity? identity) => new(
        Start, new StepName(step), Source, Result, CacheKey, Start.AddDays(-1), Start.AddDays(-1).AddMinutes(5), Identity, identity, new RawJson("""{"HyperParameters": {"eta":"0.20"}}"""));

    public static ExecutionEvent.StepStarted StepStarted(string step, int attempt) => new(Start, new StepName(step), attempt, "handle", "bubblewrap");

    public static ExecutionEvent.StepSucceeded Succeeded(string step, int attempt) => new(Start, new StepName(step), attempt, Result);

    public static ExecutionEvent.StepFailed Failed(string step, int attempt) => new(Start, new StepName(step), attempt, "why", null);

    public static ExecutionEvent.StepStopped Stopped(string step, int attempt) => new(Start, new StepName(step), attempt, null);

    public static ExecutionEvent.StepBackedOff BackedOff(string step, int nextAttempt) => new(Start, new StepName(step), nextAttempt, Start.AddSeconds(30), "lost");

    public static Observation.Cached Cached(int position, int attempt) =>
        new(position, attempt, CacheKey, new CachedRun(new CacheHit(Source, Start.AddDays(-1), Start.AddDays(-1).AddMinutes(5)), Result, Identity), Identity, new RawJson("{}"));

    public static JobEnd End(JobOutcome outcome) => new() { Outcome = outcome, StartedAt = Start, EndedAt = Start.AddSeconds(90) };

    public static Observation.Prepared Prepared(int position, int attempt) =>
        new(position, attempt, $"job-{position}-{attempt}", new RawJson("""{"OutputDataConfig":{"S3OutputPath":"s3://b/models"}}"""), Identity, []);
}
