using System.Text.Json;
using System.Text.Json.Serialization;
using Refrain.Core;
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
        Disposition = view.Reused is null ? "Run" : "Reuse",
        Reason = Reason(execution, view),
        SourcePipelineExecutionArn = view.Reused?.Source.ToString(),
        OriginPipelineExecutionArn = view.Reused?.MadeBy.ToString(),
        Attempts = view.Report.Retries + 1,
        Isolation = view.Report.Isolation,
        JobName = view.Report.JobName,
        StartTime = view.StartedAt,
        EndTime = view.EndedAt,
        OriginStartTime = view.Reused is null ? null : view.Report.StartedAt,
        OriginEndTime = view.Reused is null ? null : view.Report.EndedAt,
    };

    private static string Reason(ExecutionRecord execution, StepView view) => (execution.Plan.Selective, view.Reused) switch
    {
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

    /// <summary><c>Run</c> or <c>Reuse</c>.</summary>
    public required string Disposition { get; init; }

    public required string Reason { get; init; }

    /// <summary>The reference that was named; only for reused steps.</summary>
    public string? SourcePipelineExecutionArn { get; init; }

    /// <summary>The execution that really ran it; only for reused steps.</summary>
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
internal sealed partial class ApiJson : JsonSerializerContext;
