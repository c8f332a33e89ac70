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
/// first, so that a launch after a crash is the same launch. The last look before that goes to the cache: an earlier run may stand for this one.
/// </summary>
public sealed class PrepareJob(ResolveArguments arguments, FindInputs findInputs, LookUpCache lookUpCache, IIdSource ids, Limits limits)
{
    /// <summary>What to record, or why the step cannot begin.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Begin work, IJobStepType type, CancellationToken cancellationToken)
    {
        var step = context.Step(work.Position);
        var jobName = JobName.For(context.Arn.ExecutionId, step.Name, ids.NextJobSuffix());
        var evaluation = await arguments.RunAsync(context, work.Position, jobName, expressions => expressions.Resolve(step.Arguments), cancellationToken);
        if (CheckedArguments.Of(step, evaluation, limits, out var resolved) is { } reason)
        {
            return Impossible(work, reason);
        }

        var requests = type.Inputs(resolved);
        var (inputs, problem) = await findInputs.FindAsync(context, work.Position, requests, cancellationToken);
        var key = problem is null || context.CacheIdentity == CacheIdentity.Aws ? Key(context.CacheIdentity, step, resolved, jobName, requests, inputs) : null;
        var identity = problem is null ? StepIdentities.Of(step, resolved, requests, inputs) : null;

        // A step that failed here once tries again: what it is retried for is its own run.
        if (!context.WasLaunched(work.Position) && key is not null && await lookUpCache.FindAsync(context, step, key, cancellationToken) is { } run)
        {
            return new Observation.Cached(work.Position, work.Attempt, key, run, identity, RawJson.Of(resolved));
        }

        return problem is not null
            ? Impossible(work, problem)
            : new Observation.Prepared(work.Position, work.Attempt, jobName, RawJson.Of(resolved), identity!, inputs, key); // null only with a problem
    }

    private static Observation.Impossible Impossible(StepWork.Begin work, string reason) => new(work.Position, work.Attempt, $"ClientError: {reason}");

    private static StepCacheKey? Key(
        CacheIdentity identity, StepDefinition step, JsonElement resolved, string jobName, ValueList<InputRequest> requests, ValueList<JobInput> inputs) =>
        identity == CacheIdentity.Aws
            ? StepCacheKey.Of(step.Type.Name, step.Json, resolved)
            : StepCacheKey.OfContent(
                step.Type.Name,
                step.Json,
                resolved,
                jobName,
                requests.Zip(inputs).Select(pair => new PlaceContent(pair.First.S3Uri, pair.First.DataType, pair.Second.Content.Digest)).ToValueList());
}
