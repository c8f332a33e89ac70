using System.ComponentModel;
using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;

namespace Refrain.Server.Api;

/// <summary>Which steps and branches of a pipeline's current definition were ever executed.</summary>
internal sealed class Coverage(IPipelineStore pipelines, CoverageReader reader)
{
    public async Task<CoverageOutput> AnswerAsync(ApiCall call)
    {
        var pipeline = await pipelines.GetPipelineAsync(call.Path("pipeline"), call.Caller.Scope, call.Cancellation);
        var coverage = await reader.ReadAsync(pipeline, call.Cancellation);
        return new CoverageOutput
        {
            PipelineArn = coverage.Pipeline.ToString(),
            PipelineVersionId = coverage.Version,
            Executions = coverage.Executions,
            Steps = coverage.Steps.Select(Step).ToValueList(),
            Branches = coverage.Branches.Select(Branch).ToValueList(),
            StepsExecuted = coverage.Steps.Count(step => step.Executed > 0),
            StepsTotal = coverage.Steps.Count,
            BranchesTaken = coverage.Branches.Count(branch => branch.Taken > 0),
            BranchesTotal = coverage.Branches.Count,
            Former = coverage.Former.Select(Step).ToValueList(),
        };
    }

    private static CoveredStepOutput Step(StepCoverage step) => new()
    {
        StepName = step.Step.Value,
        StepType = step.Type?.Name,
        Executed = step.Executed,
        FirstTime = step.FirstAt,
        LastTime = step.LastAt,
        LastPipelineExecutionArn = step.LastExecution?.ToString(),
        LastStatus = step.LastStatus?.ToString(),
    };

    private static CoveredBranchOutput Branch(BranchCoverage branch) => new()
    {
        Condition = branch.Condition.Value,
        Outcome = branch.Outcome ? "True" : "False",
        Taken = branch.Taken,
        LastTime = branch.LastAt,
        LastPipelineExecutionArn = branch.LastExecution?.ToString(),
    };
}

[Description("What of the current definition was ever executed, in executions of any version. Only real runs that have ended count: not what was reused or found in the cache.")]
internal sealed record CoverageOutput
{
    public required string PipelineArn { get; init; }

    [Description("The current version, whose steps are looked at.")]
    public required int PipelineVersionId { get; init; }

    [Description("How many executions were started.")]
    public required int Executions { get; init; }

    [Description("The steps of the current definition, in its order.")]
    public required IReadOnlyList<CoveredStepOutput> Steps { get; init; }

    [Description("Both sides of every condition of the current definition.")]
    public required IReadOnlyList<CoveredBranchOutput> Branches { get; init; }

    [Description("How many of the steps ever ran.")]
    public required int StepsExecuted { get; init; }

    public required int StepsTotal { get; init; }

    [Description("How many of the branches were ever taken.")]
    public required int BranchesTaken { get; init; }

    public required int BranchesTotal { get; init; }

    [Description("Steps that ran in an older version and that the current definition has not.")]
    public required IReadOnlyList<CoveredStepOutput> Former { get; init; }
}

internal sealed record CoveredStepOutput
{
    public required string StepName { get; init; }

    [Description("Left out for former steps.")]
    public string? StepType { get; init; }

    [Description("In how many executions it really ran, whatever the end.")]
    public required int Executed { get; init; }

    [Description("When the first of these runs started.")]
    public DateTimeOffset? FirstTime { get; init; }

    [Description("When the last of these runs started.")]
    public DateTimeOffset? LastTime { get; init; }

    [Description("The execution of the last of these runs.")]
    public string? LastPipelineExecutionArn { get; init; }

    [Description("How the last of these runs ended: Succeeded, Failed or Stopped.")]
    public string? LastStatus { get; init; }
}

internal sealed record CoveredBranchOutput
{
    [Description("The name of the condition.")]
    public required string Condition { get; init; }

    [Description("True (its IfSteps run) or False (its ElseSteps run).")]
    public required string Outcome { get; init; }

    [Description("In how many executions the condition was evaluated so.")]
    public required int Taken { get; init; }

    public DateTimeOffset? LastTime { get; init; }

    public string? LastPipelineExecutionArn { get; init; }
}
