using System.Text.Json;
using Refrain.Core;

namespace Refrain.Cli.Api;

/// <summary>The coverage of a pipeline, as Refrain's API tells it.</summary>
internal sealed record CoverageView(
    string PipelineArn,
    int Version,
    int Executions,
    ValueList<CoveredStep> Steps,
    ValueList<CoveredBranch> Branches,
    ValueList<CoveredStep> Former)
{
    public string Pipeline => PipelineArn[(PipelineArn.LastIndexOf('/') + 1)..];

    public static CoverageView From(JsonElement answer) => new(
        answer.Required("pipelineArn"),
        answer.Count("pipelineVersionId"),
        answer.Count("executions"),
        answer.Items("steps").Select(CoveredStep.From).ToValueList(),
        answer.Items("branches").Select(CoveredBranch.From).ToValueList(),
        answer.Items("former").Select(CoveredStep.From).ToValueList());
}

/// <summary>A step and its real runs.</summary>
internal sealed record CoveredStep(string Name, string? Type, int Executed, DateTimeOffset? LastAt, string? LastArn, string? LastStatus)
{
    public static CoveredStep From(JsonElement step) => new(
        step.Required("stepName"), step.Text("stepType"), step.Count("executed"), step.IsoTime("lastTime"), step.Text("lastPipelineExecutionArn"), step.Text("lastStatus"));
}

/// <summary>A side of a condition.</summary>
internal sealed record CoveredBranch(string Condition, string Outcome, int Taken, DateTimeOffset? LastAt, string? LastArn)
{
    public static CoveredBranch From(JsonElement branch) => new(
        branch.Required("condition"), branch.Required("outcome"), branch.Count("taken"), branch.IsoTime("lastTime"), branch.Text("lastPipelineExecutionArn"));
}
