using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Makes a job step ready for launch: name, resolved arguments, the exact content of every input, identity. Nothing is started; all of it is recorded
/// first, so that a launch after a crash is the same launch. The last look before that goes to the cache: an earlier run may stand for this one, and then
/// no slot is needed. A step that had to wait for its slot looks again when it has it: what is recorded is true of the moment it begins.
/// </summary>
public sealed class PrepareJob(
    ResolveArguments arguments, FindInputs findInputs, FindModel findModel, LookUpCache lookUpCache, IStepRuntime runtime, IIdSource ids, Limits limits)
{
    /// <summary>What to record, or why the step cannot begin; null when it waited for a slot until it was not wanted any more.</summary>
    public async Task<Observation?> PerformAsync(StepContext context, StepWork.Begin work, IJobStepType type, CancellationToken cancellationToken)
    {
        var token = context.Token(work.Position, work.Attempt);
        var done = false;
        try
        {
            var observed = await WithSlotAsync(context, work, type, token, cancellationToken);
            done = true;
            return observed;
        }
        finally
        {
            if (!done)
            {
                context.Slots.StandAside(token); // a fault of the world: others go first until it is over
            }
        }
    }

    private async Task<Observation?> WithSlotAsync(StepContext context, StepWork.Begin work, IJobStepType type, JobToken token, CancellationToken cancellationToken)
    {
        var jobName = context.DirectJob?.Name ?? JobName.For(context.Arn.ExecutionId, context.Step(work.Position).Name, ids.NextJobSuffix());
        for (JobClaim? held = null; ;)
        {
            var seen = await LookAsync(context, work, type, jobName, cancellationToken);
            if (seen is not Observation.Prepared prepared)
            {
                return seen;
            }

            var (claim, problem) = JobClaim.Of(prepared.Arguments.Parse(), context.Slots.Capacity);
            if (problem is not null)
            {
                return Impossible(work, problem);
            }

            if (held == claim)
            {
                return prepared;
            }

            switch (await context.Slots.TakeAsync(token, claim, cancellationToken))
            {
                case SlotAnswer.NotWanted:
                    return null;
                case SlotAnswer.AtOnce:
                    return prepared;
                default:
                    held = claim;
                    break;
            }
        }
    }

    private async Task<Observation> LookAsync(StepContext context, StepWork.Begin work, IJobStepType type, string jobName, CancellationToken cancellationToken)
    {
        // The request of a direct job was checked when it came, and holds no expressions.
        if (context.DirectJob is { } direct)
        {
            return await FindAsync(context, work, type, direct.Name, direct.Arguments.Parse(), cancellationToken);
        }

        var step = context.Step(work.Position);
        var evaluation = await arguments.RunAsync(context, work.Position, jobName, expressions => expressions.Resolve(step.Arguments), cancellationToken);
        return CheckedArguments.Of(step, evaluation, limits, out var resolved) is { } reason
            ? Impossible(work, reason)
            : await FindAsync(context, work, type, jobName, resolved, cancellationToken);
    }

    private async Task<Observation> FindAsync(
        StepContext context, StepWork.Begin work, IJobStepType type, string jobName, JsonElement resolved, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var (model, gone) = await findModel.FindAsync(context.Scope, type, resolved, cancellationToken);
        if (gone is not null)
        {
            return Impossible(work, gone);
        }

        var image = StepIdentities.ChoiceOf(runtime, resolved, model);
        var requests = type.Inputs(resolved, model);
        var (inputs, missing) = await findInputs.FindAsync(context, work.Position, requests, cancellationToken);
        var problem = missing ?? image.Problem;
        var identity = missing is null ? StepIdentities.Of(step, resolved, requests, inputs, image.Digest, model) : null;
        var mayLook = context.DirectJob is null && (missing is null || context.CacheIdentity == CacheIdentity.Aws);
        var key = mayLook ? Key(context.CacheIdentity, step, WithModel(resolved, context.CacheIdentity, model), jobName, image, requests, inputs) : null;

        // A step that failed here once tries again: what it is retried for is its own run.
        if (!context.WasLaunched(work.Position) && key is not null && await lookUpCache.FindAsync(context, step, key, cancellationToken) is { } run)
        {
            return new Observation.Cached(work.Position, work.Attempt, key, run, identity, RawJson.Of(resolved));
        }

        return problem is not null
            ? Impossible(work, problem)
            : new Observation.Prepared(work.Position, work.Attempt, jobName, RawJson.Of(resolved), identity!, inputs, key, model); // null only with a problem
    }

    /// <summary>By content a model counts as what it is made of: the name is a new one for every execution that makes it.</summary>
    private static JsonElement WithModel(JsonElement resolved, CacheIdentity identity, RawJson? model) => model is not { } served || identity == CacheIdentity.Aws ? resolved : JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in resolved.EnumerateObject().Where(member => member.Name != "ModelName"))
        {
            member.WriteTo(writer);
        }

        writer.WritePropertyName("ModelName");
        served.Parse().WriteTo(writer);
        writer.WriteEndObject();
    });

    private static Observation.Impossible Impossible(StepWork.Begin work, string reason) => new(work.Position, work.Attempt, $"ClientError: {reason}");

    private static StepCacheKey? Key(
        CacheIdentity identity, StepDefinition step, JsonElement resolved, string jobName, ImageChoice image, ValueList<InputRequest> requests, ValueList<JobInput> inputs) =>
        identity == CacheIdentity.Aws
            ? StepCacheKey.Of(step.Type.Name, step.Json, resolved, image.Digest)
            : StepCacheKey.OfContent(
                step.Type.Name,
                step.Json,
                resolved,
                jobName,
                requests.Zip(inputs)
                    .Where(pair => !pair.First.IsProgress)
                    .Select(pair => new PlaceContent(pair.First.S3Uri, pair.First.DataType, pair.Second.Content.Digest))
                    .ToValueList(),
                image.Digest);
}
