using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Executions;

/// <summary>Stored events are for ever: each has a golden of its text, and every golden there ever was must stay readable.</summary>
public sealed class StoredJsonTests
{
    private static readonly PipelineExecutionArn Arn = PipelineExecutionArn.Parse("arn:aws:sagemaker:eu-central-1:123456789012:pipeline/P/execution/abcdefghijkl");

    private static readonly Dictionary<string, ExecutionEvent> Events = new()
    {
        ["ExecutionStarted"] = new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan { Parameters = [new BoundParameter("Rounds", "120"), new BoundParameter("Name", "Grüße")] }),
        ["ExecutionStarted.selective"] = new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan
        {
            Parameters = [],
            Selective = new SelectiveScope(Arn, StepRanges.Of([1, 2, 5]), [new ReuseSource(Arn, 17, StepRanges.Of([0]))]),
        }),
        ["ExecutionStarted.roots"] = new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan { Parameters = [], Selective = new SelectiveScope(null, StepRanges.Of([0]), []) }),
        ["ExecutionStarted.cache-identity"] = new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan { Parameters = [] }, CacheIdentity.Content),
        ["ExecutionStarted.job"] = new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan { Parameters = [], Job = new DirectJob("my-job", new RawJson("""{"TrainingJobName":"my-job"}""")) }),
        ["StepLaunching"] = Launching("Train", 1, """{"HyperParameters": {"eta":"0.20"}, "Deep":[{"x":null}]}"""),
        ["StepLaunching.cache-key"] = Launching("Train", 1) with { CacheKey = CacheKey with { Identity = CacheIdentity.Content } },
        ["StepLaunching.model"] = Launching("Score", 1) with { Model = new RawJson("""{"Containers":[{"Image":"i","Environment":{}}],"EnableNetworkIsolation":false}""") },
        ["StepCacheHit"] = CacheHit("Train", Identity),
        ["StepCacheHit.no-inputs"] = CacheHit("Train", null) with { SourceIdentity = null },
        ["CallbackSending"] = new ExecutionEvent.CallbackSending(
            Start, new StepName("Ask"), 1, "a1B2c3D4e5", "https://sqs.eu-central-1.amazonaws.com/123456789012/queue", new RawJson("""{"n": 1.0, "s":"ü"}"""), Start.AddDays(28)),
        ["StepStarted"] = StepStarted("Train", 1),
        ["StepStopping"] = new ExecutionEvent.StepStopping(Start, new StepName("Train"), 1),
        ["StepSucceeded"] = Succeeded("Train", 1),
        ["StepBackedOff"] = BackedOff("Train", 2),
        ["StepBackedOff.exception"] = BackedOff("Train", 2) with { Exception = "SageMaker.JOB_INTERNAL_ERROR", Partial = Result },
        ["StepFailed"] = new ExecutionEvent.StepFailed(Start, new StepName("Train"), 2, "ClientError: \"x\"\nline", Result),
        ["StepFailed.no-job"] = Failed("Train", 1),
        ["StepStopped"] = new ExecutionEvent.StepStopped(Start, new StepName("Train"), 1, Result),
        ["StepStopped.no-job"] = Stopped("Train", 2),
        ["ExecutionStopping"] = new ExecutionEvent.ExecutionStopping(Start),
        ["ExecutionRetried"] = new ExecutionEvent.ExecutionRetried(Start),
        ["ExecutionRetried.parallelism"] = new ExecutionEvent.ExecutionRetried(Start, 3),
        ["ExecutionSucceeded"] = new ExecutionEvent.ExecutionSucceeded(Start),
        ["ExecutionFailed"] = new ExecutionEvent.ExecutionFailed(Start, "Step failure: One or multiple steps failed."),
        ["ExecutionStopped"] = new ExecutionEvent.ExecutionStopped(Start),
    };

    public static TheoryData<string> Names => new(Events.Keys);

    public static TheoryData<string> Goldens => new(Directory.EnumerateFiles(TestFolder.Of("Goldens", "events"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_stored_as_its_golden_says(string name) => Golden.Check($"events/{name}.json", StoredJson.Write(Events[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stored_event_is_read_as_it_was(string name) => Assert.Equal(Events[name], StoredJson.ReadEvent(StoredJson.Write(Events[name])));

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Every_event_ever_stored_stays_readable(string name)
    {
        var happened = StoredJson.ReadEvent(File.ReadAllText(TestFolder.Of("Goldens", "events", $"{name}.json")));

        Assert.StartsWith(happened.GetType().Name, name, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_event_has_a_golden() =>
        Assert.Equal(
            typeof(ExecutionEvent).GetNestedTypes().Where(type => type.IsAssignableTo(typeof(ExecutionEvent))).Select(type => type.Name).Order(),
            Events.Values.Select(happened => happened.GetType().Name).Distinct().Order());

    [Fact]
    public void A_member_that_a_later_version_adds_does_no_harm() =>
        Assert.Equal(
            new ExecutionEvent.ExecutionStopping(Start),
            StoredJson.ReadEvent("""{"at":"2026-01-02T03:04:05.678+00:00","later":{"x":[1]},"event":"ExecutionStopping"}"""));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"event":"Nope","at":"2026-01-02T03:04:05.678+00:00"}""")]
    [InlineData("not JSON")]
    public void A_damaged_event_is_an_error(string text) => Assert.ThrowsAny<Exception>(() => StoredJson.ReadEvent(text));

    [Fact]
    public void A_document_as_deep_as_any_that_comes_in_can_be_stored_and_read_again()
    {
        var deep = new RawJson(new string('[', 64) + new string(']', 64));
        var happened = new ExecutionEvent.StepSucceeded(Start, new StepName("A"), 1, Result with { PropertyFiles = [new PropertyFileContent("F", deep, null)] });

        Assert.Equal(happened, StoredJson.ReadEvent(StoredJson.Write(happened)));
    }

    [Fact]
    public void What_is_not_JSON_is_not_stored() =>
        Assert.ThrowsAny<JsonException>(() => StoredJson.Write(new ExecutionEvent.StepSucceeded(Start, new StepName("A"), 1, Result with { Properties = new RawJson("{") })));

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Every_outcome_of_a_job_is_stored_and_read_again(JobOutcome outcome, string expected)
    {
        var end = End(outcome);
        var text = JsonSerializer.Serialize(end, StoredJson.Default.JobEnd);

        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(end, JsonSerializer.Deserialize(text, StoredJson.Default.JobEnd));
    }

    public static TheoryData<JobOutcome, string> Outcomes => new()
    {
        { new JobOutcome.Exited(137), """{"outcome":"exited","code":137}""" },
        { new JobOutcome.NotStarted("no"), """{"outcome":"not-started","reason":"no"}""" },
        { new JobOutcome.Lost("gone"), """{"outcome":"lost","reason":"gone"}""" },
        { new JobOutcome.TimedOut(60), """{"outcome":"timed-out","maxRuntimeSeconds":60}""" },
        { new JobOutcome.Stopped(), """{"outcome":"stopped"}""" },
        { new JobOutcome.Broken("x"), """{"outcome":"broken","reason":"x"}""" },
    };
}
