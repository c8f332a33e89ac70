using System.Text.Json;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Steps.Condition;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Work;

/// <summary>Evaluates a condition step.</summary>
public sealed class EvaluateCondition(ResolveArguments arguments)
{
    /// <summary>The outcome, or why there is none.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        if (context.ForcedOutcome(step.Name) is { } forced)
        {
            return new Observation.Done(work.Position, work.Attempt, ConditionStepType.Result(forced));
        }

        var evaluation = await arguments.RunAsync(
            context, work.Position, jobName: null, expressions => new ConditionEvaluator(expressions).All(step.Conditions), cancellationToken);
        return evaluation switch
        {
            Evaluation.Value { Json.ValueKind: var kind } => new Observation.Done(work.Position, work.Attempt, ConditionStepType.Result(kind == JsonValueKind.True)),
            Evaluation.Failed { Reason: var reason } => new Observation.Impossible(work.Position, work.Attempt, $"ClientError: {reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
