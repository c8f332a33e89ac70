using System.ComponentModel;
using Refrain.Core;
using Refrain.Core.Planning;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker;

namespace Refrain.Server.Api;

[Description("What a run would do, step by step, and why. Nothing was started.")]
internal sealed record PlanOutput
{
    public required string PipelineArn { get; init; }

    public required int PipelineVersionId { get; init; }

    [Description("nothing: no step would run; work: some would; refused: nothing can be started, see refusal.")]
    public required string Outcome { get; init; }

    [Description("Why nothing can be started; only when the outcome is refused.")]
    public ApiError? Refusal { get; init; }

    [Description("The selection that would be accepted instead; only when steps are missing from it.")]
    public IReadOnlyList<string>? ClosedSelection { get; init; }

    public PlanReferenceOutput? Reference { get; init; }

    [Description("Every step, in the definition's order.")]
    public required IReadOnlyList<PlannedStepOutput> Steps { get; init; }

    [Description("What a person should know before anything starts.")]
    public required IReadOnlyList<PlanNoticeOutput> Notices { get; init; }

    public required IReadOnlyList<PlannedParameterOutput> Parameters { get; init; }

    [Description("Names of the steps that were chosen to run.")]
    public required IReadOnlyList<string> SelectedSteps { get; init; }

    [Description("Number of steps that run.")]
    public required int Run { get; init; }

    public required int Reuse { get; init; }

    public required int Skip { get; init; }

    public required int Blocked { get; init; }

    [Description("Seconds that the steps that run took in the past, together.")]
    public required double EstimatedSeconds { get; init; }

    [Description("Seconds of the longest way through them.")]
    public required double EstimatedWallSeconds { get; init; }

    [Description("Seconds that the reused steps took.")]
    public required double SavedSeconds { get; init; }

    public static PlanOutput Of(PlannedExecution planned)
    {
        var report = planned.Report;
        int Count(StepVerdict verdict) => report.Steps.Count(step => step.Verdict == verdict);
        var refused = planned.Answer as PlanAnswer.Refused;
        return new PlanOutput
        {
            PipelineArn = planned.Pipeline.Arn.ToString(),
            PipelineVersionId = planned.Version,
            Outcome = refused is not null ? "refused" : report.IsNothing ? "nothing" : "work",
            Refusal = refused is null ? null : new ApiError(AwsErrors.For(refused.Kind).Type, refused.Message),
            ClosedSelection = refused is { Closed.Count: > 0 } ? refused.Closed.Select(name => name.Value).ToList() : null,
            Reference = PlanReferenceOutput.Of(planned),
            Steps = report.Steps.Select(PlannedStepOutput.Of).ToList(),
            Notices = report.Notices.Select(PlanNoticeOutput.Of).ToList(),
            Parameters = ParametersOf(planned),
            SelectedSteps = report.Steps.Where(step => step.Verdict == StepVerdict.Run).Select(step => step.Step.Name.Value).ToList(),
            Run = Count(StepVerdict.Run),
            Reuse = Count(StepVerdict.Reuse),
            Skip = Count(StepVerdict.Skip),
            Blocked = Count(StepVerdict.Blocked),
            EstimatedSeconds = Math.Round(report.SecondsToRun, 3),
            EstimatedWallSeconds = Math.Round(report.SecondsOnPath, 3),
            SavedSeconds = Math.Round(report.SecondsSaved, 3),
        };
    }

    private static List<PlannedParameterOutput> ParametersOf(PlannedExecution planned)
    {
        var given = planned.Request.Overrides.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var bound = (planned.Answer as PlanAnswer.Planned)?.Plan.Parameters ?? [];
        return bound
            .Select(one => new PlannedParameterOutput(one.Name, one.Value, planned.Inherited.Contains(one.Name) ? "reference" : given.Contains(one.Name) ? "given" : "default"))
            .ToList();
    }
}

[Description("The execution that reused results are taken from.")]
internal sealed record PlanReferenceOutput(string PipelineExecutionArn, string Status, int PipelineVersionId, DateTimeOffset StartTime, double AgeSeconds)
{
    public static PlanReferenceOutput? Of(PlannedExecution planned) => planned.Reference is not { } record
        ? null
        : new PlanReferenceOutput(
            record.Arn.ToString(), record.Status.ToString(), record.PipelineVersion, record.CreatedAt, Math.Round((planned.At - record.CreatedAt).TotalSeconds, 3));
}

internal sealed record PlannedStepOutput
{
    public required string StepName { get; init; }

    public required string StepType { get; init; }

    [Description("RUN, REUSE, SKIP or BLOCKED.")]
    public required string Verdict { get; init; }

    [Description("Why, for programs: selected, full-run, closes-gap, failed-before, in-reference, outputs-given, not-needed, branch-not-taken, needs-reference, no-result ...")]
    public required string Code { get; init; }

    [Description("Why, in words.")]
    public required string Reason { get; init; }

    public PlannedSourceOutput? Source { get; init; }

    [Description("What it will take by its recent runs; for a reused step what the run took that made it.")]
    public double? EstimatedSeconds { get; init; }

    [Description("What changed since the reused result was made.")]
    public IReadOnlyList<StaleOutput>? Stale { get; init; }

    [Description("True when the step looks into the cache before it runs.")]
    public bool? MayHitCache { get; init; }

    public static PlannedStepOutput Of(PlannedStep step) => new()
    {
        StepName = step.Step.Name.Value,
        StepType = step.Step.Type.Name,
        Verdict = step.Verdict.ToString().ToUpperInvariant(),
        Code = step.Reason.Kebab(),
        Reason = step.Because,
        Source = step.Source is not { } source
            ? null
            : new PlannedSourceOutput(source.Named.ToString(), source.MadeBy.ToString(), source.EndedAt, source.Age is { } age ? Math.Round(age.TotalSeconds, 3) : null),
        EstimatedSeconds = step.Seconds is { } seconds ? Math.Round(seconds, 3) : null,
        Stale = step.Stale.Count == 0 ? null : step.Stale.Select(change => new StaleOutput(change.Part.Kebab(), change.Detail)).ToList(),
        MayHitCache = step.Verdict == StepVerdict.Run && step.Step.Json.Member("CacheConfig")?.Member("Enabled") is { ValueKind: System.Text.Json.JsonValueKind.True } ? true : null,
    };
}

[Description("Where a reused result is from.")]
internal sealed record PlannedSourceOutput(
    [property: Description("The execution that was named.")] string PipelineExecutionArn,
    [property: Description("The execution that really ran the step.")] string OriginPipelineExecutionArn,
    DateTimeOffset? EndTime,
    double? AgeSeconds);

internal sealed record StaleOutput([property: Description("arguments, code, image, parameters or inputs.")] string Part, string Detail);

internal sealed record PlanNoticeOutput
{
    [Description("silent-override, stale, overwritten, cannot-be-staged, will-fail, forced, not-needed or passed-over.")]
    public required string Kind { get; init; }

    [Description("note or warning.")]
    public required string Level { get; init; }

    public required string Message { get; init; }

    public IReadOnlyList<string>? StepNames { get; init; }

    public string? ParameterName { get; init; }

    public static PlanNoticeOutput Of(PlanNotice notice) => new()
    {
        Kind = notice.Kind,
        Level = notice.Level.Kebab(),
        Message = notice.Message,
        StepNames = notice.Steps.Count == 0 ? null : notice.Steps.Select(name => name.Value).ToList(),
        ParameterName = notice.Parameter,
    };
}

internal sealed record PlannedParameterOutput(string Name, string Value, [property: Description("default, given or reference.")] string From);

[Description("An execution that was started, with the plan it follows.")]
internal sealed record StartedOutput(
    string PipelineExecutionArn,
    [property: Description("Left out when the request was a repetition: it was told the first time.")] PlanOutput? Plan);
