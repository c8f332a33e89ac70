using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Engine.Reading;

namespace Refrain.Server.Api;

/// <summary>What is different between two executions of a pipeline.</summary>
internal sealed class ExecutionDifference(ExecutionFinder finder, ExecutionComparer comparer)
{
    public async Task<ExecutionDiffOutput> AnswerAsync(ApiCall call)
    {
        var old = await finder.GetAsync(call);
        var diff = await comparer.CompareAsync(old, await finder.GetAsync(call, "otherExecutionId"), call.Cancellation);
        return new ExecutionDiffOutput
        {
            Equal = diff.IsEqual,
            Old = Side(diff.Old),
            New = Side(diff.New),
            Definition = Definition(diff.Definition),
            Parameters = diff.Parameters.Select(one => new ParameterDiffOutput(one.Name) { Old = one.Old, New = one.New }).ToValueList(),
            Steps = diff.Steps.Select(Step).ToValueList(),
        };
    }

    private static ComparedExecutionOutput Side(ExecutionSide side) => new()
    {
        PipelineExecutionArn = side.Arn.ToString(),
        PipelineVersionId = side.Version,
        Status = side.Status.ToString(),
        StartTime = side.StartedAt,
        Seconds = side.Duration?.TotalSeconds,
    };

    private static DefinitionDiffOutput Definition(DefinitionDiff diff) => new(
        diff.Added.Select(step => step.Value).ToValueList(),
        diff.Removed.Select(step => step.Value).ToValueList(),
        diff.Changed.Select(change => new StepChangeOutput(change.Step.Value, change.Differences.Select(Json).ToValueList())).ToValueList(),
        diff.Other.Select(Json).ToValueList());

    private static JsonDiffOutput Json(JsonDifference difference) => new(difference.Path) { Old = difference.Old?.Parse(), New = difference.New?.Parse() };

    private static StepDiffOutput Step(StepDifference step) => new()
    {
        StepName = step.Step.Value,
        StepType = step.Type,
        Changed = step.IsChanged,
        Old = Side(step.Old),
        New = Side(step.New),
        Inputs = step.Inputs
            .Select(input => new InputDiffOutput(input.Name, input.IsChanged) { OldUri = input.OldUri, OldDigest = input.OldDigest, NewUri = input.NewUri, NewDigest = input.NewDigest })
            .ToValueList(),
        Parts = step.Parts,
        Metrics = step.Metrics.Select(metric => new MetricDiffOutput(metric.Name) { Old = metric.Old, New = metric.New, Difference = metric.Difference }).ToValueList(),
    };

    private static ComparedStepOutput? Side(StepSide? side) => side is null ? null : new ComparedStepOutput
    {
        Status = side.Status.ToString(),
        Outcome = side.Outcome?.ToString(),
        Origin = side.Origin.ToString(),
        Seconds = side.Duration?.TotalSeconds,
    };
}
