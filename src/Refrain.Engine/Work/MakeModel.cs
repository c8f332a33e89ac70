using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Steps.Model;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Makes the model of a Model step: once, however often it is asked.</summary>
public sealed class MakeModel(ResolveArguments arguments, IModelStore models, IIdSource ids, TimeProvider clock, Limits limits)
{
    /// <summary>The model's result, or why there is none.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var evaluation = await arguments.RunAsync(context, work.Position, jobName: null, expressions => expressions.Resolve(step.Arguments), cancellationToken);
        if (CheckedArguments.Of(step, evaluation, limits, out var resolved) is { } problem)
        {
            return new Observation.Impossible(work.Position, work.Attempt, $"ClientError: {problem}");
        }

        // Model names are lower case on the service (spec 09, 6).
        var name = JobName.For(context.Arn.ExecutionId, step.Name, ids.NextJobSuffix()).ToLowerInvariant();
        var made = await models.CreateModelAsync(new ModelRecord(context.Scope, name, RawJson.Of(resolved), clock.GetUtcNow()) { Tags = NewJobs.Tags(resolved) }, Jobs.MadeBy(context, work.Position), cancellationToken);
        return made is null
            ? new Observation.Impossible(work.Position, work.Attempt, $"ClientError: Cannot create already existing model '{name}'.")
            : new Observation.Done(work.Position, work.Attempt, ModelStepType.Result(made.Document.Parse(), made.Name, made.Arn, made.CreatedAt));
    }
}
