using System.ComponentModel;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

[Description("Why a step of an execution ran or did not, and what is different from the run before.")]
internal sealed record ExplanationOutput
{
    public required string PipelineExecutionArn { get; init; }

    public required string StepName { get; init; }

    public required string StepType { get; init; }

    [Description("Starting, Executing, Stopping, Stopped, Failed or Succeeded; left out for a step that has not begun here, or is not run here.")]
    public string? Status { get; init; }

    [Description("Why, for programs: full-run, selected, closes-gap, resumed, cache-hit, reused, given, forced, out-of-scope, branch-not-taken, behind-skipped, waiting or not-reached.")]
    public required string Code { get; init; }

    [Description("Why, in words.")]
    public required string Reason { get; init; }

    [Description("The step that decided it: a condition, or one that did not succeed.")]
    public string? BecauseOf { get; init; }

    [Description("Where the result is from; only when the step did not run here.")]
    public ExplainedSourceOutput? Source { get; init; }

    [Description("The run it is compared with.")]
    public PreviousRunOutput? Previous { get; init; }

    [Description("The comparison in one sentence.")]
    public string? Comparison { get; init; }

    [Description("What the two runs are made of, part by part; empty when there is nothing to compare with.")]
    public required IReadOnlyList<ExplainedPartOutput> Parts { get; init; }

    [Description("Where the resolved arguments of the two runs differ.")]
    public required IReadOnlyList<ArgumentChangeOutput> Arguments { get; init; }

    [Description("The step's lookup in the cache; left out for steps that are never cached or have not begun.")]
    public ExplainedCacheOutput? Cache { get; init; }

    public static ExplanationOutput Of(StepExplanation found, DateTimeOffset now) => new()
    {
        PipelineExecutionArn = found.Execution.Arn.ToString(),
        StepName = found.Step.Name.Value,
        StepType = found.Step.Type.Name,
        Status = found.Status?.ToString(),
        Code = found.Reason.Code,
        Reason = found.Reason.Text,
        BecauseOf = found.Reason.Because?.Name.Value,
        Source = found.Origin is { } origin ? ExplainedSourceOutput.Of(origin, now) : null,
        Previous = found.Previous is { } previous
            ? new PreviousRunOutput(previous.Execution.Arn.ToString(), previous.Execution.PipelineVersion, previous.Report.Status.ToString(), previous.Report.StartedAt, previous.Report.EndedAt)
            : null,
        Comparison = found.Comparison,
        Parts = found.Parts.Select(ExplainedPartOutput.Of).ToValueList(),
        Arguments = found.Arguments.Select(ArgumentChangeOutput.Of).ToValueList(),
        Cache = found.Cache is { } cache ? ExplainedCacheOutput.Of(cache, now) : null,
    };

    /// <summary>Whole milliseconds, as every age and duration of the API.</summary>
    internal static double Age(DateTimeOffset from, DateTimeOffset now) => Math.Round((now - from).TotalSeconds, 3);
}

[Description("Where a result is from that was not made by this execution.")]
internal sealed record ExplainedSourceOutput(
    [property: Description("The execution it was taken from.")] string PipelineExecutionArn,
    [property: Description("The execution that really ran the step.")] string OriginPipelineExecutionArn,
    DateTimeOffset? EndTime,
    double? AgeSeconds)
{
    public static ExplainedSourceOutput Of(ResultOrigin origin, DateTimeOffset now) => new(
        origin.Source.ToString(), origin.MadeBy.ToString(), origin.EndedAt, origin.EndedAt is { } ended ? ExplanationOutput.Age(ended, now) : null);
}

[Description("An earlier run of the step.")]
internal sealed record PreviousRunOutput(string PipelineExecutionArn, int PipelineVersionId, string Status, DateTimeOffset StartTime, DateTimeOffset? EndTime);

[Description("A part of what a step is made of, in both runs: a SHA-256, or the name of an image.")]
internal sealed record ExplainedPartOutput(
    [property: Description("definition, arguments, image, runtime (what stood for the image), environment, code or input.")] string Part,
    [property: Description("The input's name; for inputs only.")] string? Name,
    string? Old,
    string? New,
    [property: Description("Where the input was.")] string? OldS3Uri,
    string? NewS3Uri,
    bool Changed)
{
    public static ExplainedPartOutput Of(IdentityPart part) => new(part.Part, part.Name, part.Old, part.New, part.OldPlace, part.NewPlace, part.Changed);
}

[Description("A place where resolved arguments differ; what one of the runs has nothing of is left out.")]
internal sealed record ArgumentChangeOutput(string Path, JsonElement? Old, JsonElement? New)
{
    public static ArgumentChangeOutput Of(JsonDifference difference) => new(difference.Path, difference.Old?.Parse(), difference.New?.Parse());
}

[Description("What a step was looked up by in the cache, and what came of it.")]
internal sealed record ExplainedCacheOutput
{
    public required bool Enabled { get; init; }

    public string? ExpireAfter { get; init; }

    [Description("aws: inputs and code count by their URIs; content: by their bytes.")]
    public required string Identity { get; init; }

    public required string Key { get; init; }

    [Description("The attributes of the key, each with its SHA-256.")]
    public required IReadOnlyList<KeyComponentOutput> Components { get; init; }

    [Description("hit, or why not: disabled, no-candidate, differs, expired or unusable.")]
    public required string Code { get; init; }

    public required string Reason { get; init; }

    [Description("The run that was taken, or came nearest to it.")]
    public NearestRunOutput? Nearest { get; init; }

    public static ExplainedCacheOutput Of(CacheLookup lookup, DateTimeOffset now) => new()
    {
        Enabled = lookup.Config is { Enabled: true },
        ExpireAfter = lookup.Config?.ExpireAfter?.Text,
        Identity = lookup.Key.Identity.Word(),
        Key = lookup.Key.Digest,
        Components = lookup.Key.Components.Select(component => new KeyComponentOutput(component.Name, component.Digest)).ToValueList(),
        Code = lookup.Verdict.Code,
        Reason = lookup.Verdict.Reason,
        Nearest = lookup.Verdict.Nearest is { } nearest ? NearestRunOutput.Of(nearest, lookup, now) : null,
    };
}

internal sealed record KeyComponentOutput(string Name, string Digest);

[Description("An earlier run of the step that the cache remembers.")]
internal sealed record NearestRunOutput(
    string PipelineExecutionArn,
    DateTimeOffset EndTime,
    double AgeSeconds,
    [property: Description("When it stops to count; only where caching is enabled.")] DateTimeOffset? ExpireTime,
    IReadOnlyList<KeyComponentOutput> Components,
    [property: Description("Attributes in which it differs.")] IReadOnlyList<string> Differing)
{
    public static NearestRunOutput Of(CacheEntry nearest, CacheLookup lookup, DateTimeOffset now) => new(
        nearest.Execution.ToString(),
        nearest.EndedAt,
        ExplanationOutput.Age(nearest.EndedAt, now),
        lookup.Config is { Enabled: true } config ? config.ExpiresAt(nearest.EndedAt) : null,
        nearest.Key.Components.Select(component => new KeyComponentOutput(component.Name, component.Digest)).ToValueList(),
        lookup.Verdict.Differing);
}
