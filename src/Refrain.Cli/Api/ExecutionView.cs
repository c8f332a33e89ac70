using System.Text.Json;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>One execution, as DescribePipelineExecution or ListPipelineExecutions tell it.</summary>
internal sealed record ExecutionView
{
    public required string Arn { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last change; the end, once <see cref="HasEnded"/>. Only descriptions have it.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public string? FailureReason { get; init; }

    /// <summary>Empty for a full run.</summary>
    public ValueList<string> SelectedSteps { get; init; } = [];

    /// <summary>The reference of a selective run.</summary>
    public string? SourceArn { get; init; }

    public string Id => IdOf(Arn);

    public string Pipeline => Arn.Split('/') is [_, var name, ..] ? name : Arn;

    public bool HasEnded => Status is "Succeeded" or "Failed" or "Stopped";

    /// <summary>The last part of an execution's ARN, which names it well enough for people.</summary>
    public static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    public static ExecutionView FromDescription(JsonElement description)
    {
        var selective = description.Member("SelectiveExecutionConfig");
        return new ExecutionView
        {
            Arn = description.Required("PipelineExecutionArn"),
            Status = description.Required("PipelineExecutionStatus"),
            StartedAt = description.Time("CreationTime"),
            ChangedAt = description.Time("LastModifiedTime"),
            FailureReason = description.Text("FailureReason"),
            SelectedSteps = [.. selective?.Items("SelectedSteps").Select(step => step.Required("StepName")) ?? []],
            SourceArn = selective?.Text("SourcePipelineExecutionArn"),
        };
    }

    public static ExecutionView FromSummary(JsonElement summary) => new()
    {
        Arn = summary.Required("PipelineExecutionArn"),
        Status = summary.Required("PipelineExecutionStatus"),
        StartedAt = summary.Time("StartTime"),
        FailureReason = summary.Text("PipelineExecutionFailureReason"),
    };
}

/// <summary>An execution and its steps at one moment.</summary>
internal sealed record ExecutionSnapshot(ExecutionView Execution, ValueList<StepView> Steps)
{
    /// <summary>The step of this name; null when it did not start.</summary>
    public StepView? Step(string name) => Steps.FirstOrDefault(step => step.Name == name);
}
