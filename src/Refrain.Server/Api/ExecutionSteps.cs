using System.Text.Json;
using System.Text.Json.Serialization;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>The steps of an execution with what AWS's list does not tell: ran or reused and why, isolation, and the times of the run that made a reused result.</summary>
internal sealed class ExecutionSteps(ExecutionFinder finder, ExecutionReader executions)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var execution = await finder.GetAsync(context);
        var steps = await executions.StepsAsync(execution, context.RequestAborted);
        var answer = new ExecutionStepsOutput(steps.Select(step => Step(execution, step)).ToValueList());
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.ExecutionStepsOutput), context.RequestAborted);
    }

    private static ExecutionStepOutput Step(ExecutionRecord execution, StepView view) => new()
    {
        StepName = view.Definition.Name.Value,
        StepType = view.Definition.Type.Name,
        Status = view.Report.Status.ToString(),
        Disposition = view.Reused is not null ? "Reuse" : view.Report.CacheHit is not null ? "CacheHit" : "Run",
        Reason = Reason(execution, view),
        SourcePipelineExecutionArn = (view.Reused?.Source ?? view.Report.CacheHit?.Source)?.ToString(),
        OriginPipelineExecutionArn = Origin(view)?.ToString(),
        Attempts = view.Report.CacheHit is null ? view.Report.Retries + 1 : 0,
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
        (_, null) when view.Report.CacheHit is not null => "an earlier run with the same cache key stands for it",
        (null, _) => "a full run runs every step",
        (_, null) => "selected",
        _ => "not selected; selected steps build on its result",
    };
}

internal sealed record ExecutionStepsOutput(IReadOnlyList<ExecutionStepOutput> Steps);

internal sealed record ExecutionStepOutput
{
    public required string StepName { get; init; }

    public required string StepType { get; init; }

    public required string Status { get; init; }

    /// <summary><c>Run</c>, <c>Reuse</c> or <c>CacheHit</c>.</summary>
    public required string Disposition { get; init; }

    public required string Reason { get; init; }

    /// <summary>The reference that was named, or the run that the cache found; only for steps that did not run here.</summary>
    public string? SourcePipelineExecutionArn { get; init; }

    /// <summary>The execution that really ran it; only for steps that did not run here.</summary>
    public string? OriginPipelineExecutionArn { get; init; }

    public required int Attempts { get; init; }

    public string? Isolation { get; init; }

    public string? JobName { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public DateTimeOffset? OriginStartTime { get; init; }

    public DateTimeOffset? OriginEndTime { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecutionStepsOutput))]
[JsonSerializable(typeof(ExecutionStepOutput))]
[JsonSerializable(typeof(ExplanationOutput))]
internal sealed partial class ApiJson : JsonSerializerContext;
