using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>What is started, when it is known what it does.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">The version that runs.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="Plan">What it is bound to do.</param>
/// <param name="SelectiveConfig">What Describe echoes; null for a full run.</param>
/// <param name="Labels">What the caller calls it.</param>
public sealed record PlannedStart(
    PipelineRecord Pipeline, int Version, PipelineDefinition Definition, ExecutionPlan Plan, RawJson? SelectiveConfig, ExecutionLabels Labels);

/// <summary>What a caller says of a new execution besides what it does.</summary>
/// <param name="StartedBy">Who asks.</param>
/// <param name="DisplayName"><c>PipelineExecutionDisplayName</c>; null: made from the time.</param>
/// <param name="Description"><c>PipelineExecutionDescription</c></param>
/// <param name="MaxParallelSteps">Overrides the pipeline's limit of steps at once; null leaves it.</param>
public sealed record ExecutionLabels(string StartedBy, string? DisplayName, string? Description, int? MaxParallelSteps);

/// <summary>Stores new executions and wakes who drives them.</summary>
public sealed class ExecutionStarter(IExecutionStore executions, Coordinator coordinator, Quotas quotas, IIdSource ids, TimeProvider clock, CacheIdentityRule cacheIdentity)
{
    /// <summary>The new execution's ARN; nothing has run yet.</summary>
    /// <exception cref="RefusalException">The experiment cannot be named, the pipeline is gone, or as many executions run as may: nothing was stored.</exception>
    public async Task<string> StartAsync(PlannedStart start, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        quotas.CheckRunningExecutions();
        var arn = new PipelineExecutionArn(start.Pipeline.Arn, ids.NextExecutionId());
        var now = clock.GetUtcNow();
        var execution = new NewExecution(
            arn,
            start.Pipeline.Id,
            start.Version,
            start.Labels.DisplayName ?? $"execution-{now.ToUnixTimeMilliseconds()}",
            start.Labels.Description,
            start.Labels.MaxParallelSteps ?? start.Pipeline.MaxParallelSteps,
            start.SelectiveConfig,
            Experiment(start.Definition, start.Plan, arn, now),
            start.Labels.StartedBy,
            new ExecutionEvent.ExecutionStarted(now, start.Plan, await cacheIdentity.OfAsync(start.Pipeline, cancellationToken)));
        try
        {
            await executions.StartAsync(execution, answering(arn.ToString()), cancellationToken);
        }
        catch (PipelineGoneException)
        {
            throw RefusalException.NotFound($"Pipeline '{execution.Arn.Pipeline}' does not exist.");
        }
        catch (ReferenceGoneException gone)
        {
            throw RefusalException.Invalid(gone.Message);
        }
        finally
        {
            coordinator.Wake(arn); // also when the store failed to answer: the execution may be there, and a repeated request would only learn its ARN
        }

        return arn.ToString();
    }

    /// <summary>Experiment and trial are named before any step runs, so only parameters and execution variables can be in them.</summary>
    private static ExperimentConfig? Experiment(PipelineDefinition definition, ExecutionPlan plan, PipelineExecutionArn arn, DateTimeOffset now)
    {
        if (definition.Experiment is not { } config)
        {
            return null;
        }

        var variables = new ExecutionVariables(definition, plan, arn, now);
        var evaluator = new ExpressionEvaluator(variables.Scope(now, jobName: null, _ => null, (_, _) => (null, null)));
        return evaluator.Resolve(config) switch
        {
            Evaluation.Value { Json: var json } => new ExperimentConfig(Name(json, "ExperimentName"), Name(json, "TrialName")),
            Evaluation.Failed { Reason: var reason } => throw RefusalException.Invalid($"The pipeline's PipelineExperimentConfig cannot be evaluated: {reason}"),
            _ => throw RefusalException.Invalid("The pipeline's PipelineExperimentConfig cannot read objects of the store."),
        };
    }

    private static string? Name(JsonElement config, string member) => config.Member(member) is { } value ? JsonText.Scalar(value) : null;
}
