using Refrain.Core.Executions;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Callback;
using Refrain.Core.Steps.Condition;
using Refrain.Core.Steps.Fail;
using Refrain.Core.Steps.Model;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Core.Steps.Unavailable;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Work;

/// <summary>Begins a step whose dependencies are done: what that means depends on its type.</summary>
public sealed class BeginStep(PrepareJob prepareJob, EvaluateCondition evaluateCondition, ReachFail reachFail, MakeModel makeModel, RegisterPackage registerPackage, PrepareCallback prepareCallback)
{
    /// <summary>What came of it; null when the step is not wanted any more.</summary>
    public async Task<Observation?> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken) =>
        context.Step(work.Position).Type is IJobStepType type
            ? await prepareJob.PerformAsync(context, work, type, cancellationToken)
            : await WithoutJobAsync(context, work, cancellationToken);

    private Task<Observation> WithoutJobAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken) => context.Step(work.Position).Type switch
    {
        ConditionStepType => evaluateCondition.PerformAsync(context, work, cancellationToken),
        FailStepType => reachFail.PerformAsync(context, work, cancellationToken),
        ModelStepType => makeModel.PerformAsync(context, work, cancellationToken),
        RegisterModelStepType => registerPackage.PerformAsync(context, work, cancellationToken),
        CallbackStepType => prepareCallback.PerformAsync(context, work, cancellationToken),
        UnavailableStepType type => Task.FromResult<Observation>(new Observation.Impossible(work.Position, work.Attempt, type.Reason)),
        var type => throw new System.Diagnostics.UnreachableException($"Nobody begins steps of type {type.Name}."),
    };
}
