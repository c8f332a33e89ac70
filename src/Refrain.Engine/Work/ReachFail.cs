using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Work;

/// <summary>Renders the message of a Fail step.</summary>
public sealed class ReachFail(ResolveArguments arguments)
{
    /// <summary>The message; empty when the step has none.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken)
    {
        if (context.Step(work.Position).Arguments.Member("ErrorMessage") is not { } message)
        {
            return new Observation.FailReached(work.Position, work.Attempt, "");
        }

        var evaluation = await arguments.RunAsync(context, work.Position, jobName: null, expressions => expressions.Resolve(message), cancellationToken);
        return evaluation switch
        {
            Evaluation.Value { Json: var json } => JsonText.Scalar(json) is { } text
                ? new Observation.FailReached(work.Position, work.Attempt, text)
                : new Observation.Impossible(work.Position, work.Attempt, "ClientError: The ErrorMessage of a Fail step must be one value, and is an array or an object."),
            Evaluation.Failed { Reason: var reason } => new Observation.Impossible(work.Position, work.Attempt, $"ClientError: {reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
