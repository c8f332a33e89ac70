using System.Text.Json;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>A plan, as Refrain's own operations tell it.</summary>
internal sealed record PlanView
{
    public required string Pipeline { get; init; }

    public required int Version { get; init; }

    /// <summary>Why nothing can be started; null when something can, or nothing would run.</summary>
    public string? Refusal { get; init; }

    /// <summary>The selection that would be accepted instead; empty when gaps are not what is wrong.</summary>
    public ValueList<string> ClosedSelection { get; init; } = [];

    public PlanReferenceView? Reference { get; init; }

    public required ValueList<PlannedStepView> Steps { get; init; }

    public required ValueList<PlanNoticeView> Notices { get; init; }

    /// <summary>Parameters whose value is not the default, as <c>Name=Value</c> and where it is from: given, reference.</summary>
    public ValueList<(string Text, string From)> Parameters { get; init; } = [];

    /// <summary>Seconds that the steps that run took in the past, together.</summary>
    public double EstimatedSeconds { get; init; }

    /// <summary>Seconds of the longest way through them.</summary>
    public double EstimatedWallSeconds { get; init; }

    /// <summary>Seconds that the reused steps took.</summary>
    public double SavedSeconds { get; init; }

    public required string Outcome { get; init; }

    /// <summary>Whether steps were added that lie between selected ones.</summary>
    public bool ClosesGaps => Steps.Any(step => step.Code is "closes-gap");

    /// <summary>How many steps there are of a verdict.</summary>
    public int Count(string verdict) => Steps.Count(step => step.Verdict == verdict);

    public static PlanView From(JsonElement plan) => new()
    {
        Pipeline = ExecutionView.IdOf(plan.Required("pipelineArn")),
        Version = (int)(plan.Number("pipelineVersionId") ?? 0),
        Outcome = plan.Required("outcome"),
        Refusal = plan.Member("refusal")?.Text("message"),
        ClosedSelection = [.. plan.Items("closedSelection").Select(name => name.GetString() ?? "")],
        Reference = plan.Member("reference") is { } reference ? PlanReferenceView.From(reference) : null,
        Steps = [.. plan.Items("steps").Select(PlannedStepView.From)],
        Notices = [.. plan.Items("notices").Select(PlanNoticeView.From)],
        Parameters =
        [
            .. from parameter in plan.Items("parameters")
               let source = parameter.Text("from")
               where source is not (null or "default")
               select ($"{parameter.Text("name")}={parameter.Text("value")}", source),
        ],
        EstimatedSeconds = plan.Number("estimatedSeconds") ?? 0,
        EstimatedWallSeconds = plan.Number("estimatedWallSeconds") ?? plan.Number("estimatedSeconds") ?? 0,
        SavedSeconds = plan.Number("savedSeconds") ?? 0,
    };
}

/// <summary>The execution that reused results are taken from.</summary>
internal sealed record PlanReferenceView(string Arn, string Status, double? AgeSeconds)
{
    public static PlanReferenceView From(JsonElement reference) =>
        new(reference.Required("pipelineExecutionArn"), reference.Text("status") ?? "", reference.Number("ageSeconds"));
}

/// <summary>What becomes of one step, and why.</summary>
internal sealed record PlannedStepView
{
    public const string Run = "RUN";
    public const string Reuse = "REUSE";
    public const string Skip = "SKIP";
    public const string Blocked = "BLOCKED";

    public required string Name { get; init; }

    public required string Verdict { get; init; }

    /// <summary>Why, for programs.</summary>
    public required string Code { get; init; }

    public required string Reason { get; init; }

    /// <summary>The execution that was named; null when the step is not reused, or its outputs were given by hand.</summary>
    public string? SourceArn { get; init; }

    /// <summary>The execution that really ran it.</summary>
    public string? MadeByArn { get; init; }

    public double? AgeSeconds { get; init; }

    public double? Seconds { get; init; }

    /// <summary>What changed since the reused result was made: <c>code</c>, <c>parameters</c> ...</summary>
    public ValueList<string> Stale { get; init; } = [];

    public bool MayHitCache { get; init; }

    public static PlannedStepView From(JsonElement step)
    {
        var source = step.Member("source");
        return new PlannedStepView
        {
            Name = step.Required("stepName"),
            Verdict = step.Required("verdict"),
            Code = step.Text("code") ?? "",
            Reason = step.Text("reason") ?? "",
            SourceArn = source?.Text("pipelineExecutionArn"),
            MadeByArn = source?.Text("originPipelineExecutionArn"),
            AgeSeconds = source?.Number("ageSeconds"),
            Seconds = step.Number("estimatedSeconds"),
            Stale = [.. step.Items("stale").Select(change => change.Text("part") ?? "").Distinct()],
            MayHitCache = step.Member("mayHitCache") is { ValueKind: JsonValueKind.True },
        };
    }
}

/// <summary>Something that a person should know before anything starts.</summary>
internal sealed record PlanNoticeView(string Kind, string Level, string Message)
{
    /// <summary>An override that only reused steps would read.</summary>
    public const string SilentOverride = "silent-override";

    public bool IsNote => Level is "note";

    public static PlanNoticeView From(JsonElement notice) => new(notice.Text("kind") ?? "", notice.Text("level") ?? "note", notice.Text("message") ?? "");
}
