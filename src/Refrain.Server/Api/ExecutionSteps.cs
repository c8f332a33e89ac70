using System.ComponentModel;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps.Condition;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>The steps of an execution with what AWS's list does not tell: ran or reused and why, isolation, and the times of the run that made a reused result.</summary>
internal sealed class ExecutionSteps(ExecutionFinder finder, ExecutionReader executions)
{
    public async Task<ExecutionStepsOutput> AnswerAsync(ApiCall call)
    {
        var execution = await finder.GetAsync(call);
        var steps = await executions.StepsAsync(execution, call.Cancellation);
        return new ExecutionStepsOutput(steps.Select(step => Step(execution, step)).ToValueList());
    }

    private static ExecutionStepOutput Step(ExecutionRecord execution, StepView view) => new()
    {
        StepName = view.Definition.Name.Value,
        StepType = view.Definition.Type.Name,
        Status = view.Report.Status.ToString(),
        Disposition = view.IsGiven ? "Given" : view.Reused is not null ? "Reuse" : view.Report.CacheHit is not null ? "CacheHit" : "Run",
        Reason = Reason(execution, view),
        SourcePipelineExecutionArn = (view.Reused?.Source ?? view.Report.CacheHit?.Source)?.ToString(),
        OriginPipelineExecutionArn = Origin(view)?.ToString(),
        Attempts = view.Report.CacheHit is null ? view.Report.LatestAttempt : 0,
        Isolation = view.Report.Isolation,
        JobName = view.Report.JobName,
        StartTime = view.StartedAt,
        EndTime = view.EndedAt,
        OriginStartTime = view.Report.CacheHit?.StartedAt ?? (view.Reused is null ? null : view.Report.StartedAt),
        OriginEndTime = view.Report.CacheHit?.EndedAt ?? (view.Reused is null ? null : view.Report.EndedAt),
    };

    // What a reference found in its cache was run further back.
    private static PipelineExecutionArn? Origin(StepView view) => view.Report.CacheHit?.Source ?? view.Reused?.MadeBy;

    private static string Reason(ExecutionRecord execution, StepView view) => (execution.Plan.Selective, view.Reused) switch
    {
        _ when view.IsGiven => view.Definition.Type is ConditionStepType ? "its outcome was given by hand" : "its outputs were given by hand",
        (_, null) when view.Report.CacheHit is not null => "an earlier run with the same cache key stands for it",
        (_, null) when execution.Plan.Origin is { Resumed: { } resumed } => $"{resumed.ExecutionId} left it undone",
        (_, null) when execution.Plan.Origin is { Selector: { } selector } => $"selected by '{selector}'",
        (null, _) => "a full run runs every step",
        (_, null) => "selected",
        _ => "not selected; selected steps build on its result",
    };
}

internal sealed record ExecutionStepsOutput(
    [property: Description("By start time, ties in the definition's order. Steps that were not reached are not in it.")] IReadOnlyList<ExecutionStepOutput> Steps);

internal sealed record ExecutionStepOutput
{
    public required string StepName { get; init; }

    public required string StepType { get; init; }

    [Description("Starting, Executing, Stopping, Stopped, Failed or Succeeded.")]
    public required string Status { get; init; }

    [Description("Run, Reuse, CacheHit or Given (by hand).")]
    public required string Disposition { get; init; }

    [Description("Why, in words.")]
    public required string Reason { get; init; }

    [Description("The reference that was named, or the run that the cache found; only for steps that did not run here.")]
    public string? SourcePipelineExecutionArn { get; init; }

    [Description("The execution that really ran it; only for steps that did not run here.")]
    public string? OriginPipelineExecutionArn { get; init; }

    [Description("Tries of the step, from 1.")]
    public required int Attempts { get; init; }

    [Description("How the job was kept apart from the host; only for steps with a job.")]
    public string? Isolation { get; init; }

    public string? JobName { get; init; }

    [Description("When it started here; a reused step starts and ends with the execution.")]
    public required DateTimeOffset StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    [Description("When the run that made a reused result started.")]
    public DateTimeOffset? OriginStartTime { get; init; }

    [Description("When the run that made a reused result ended.")]
    public DateTimeOffset? OriginEndTime { get; init; }
}
