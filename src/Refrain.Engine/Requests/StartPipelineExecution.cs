using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Starts an execution: full, or selective when <see cref="Selective"/> is given.</summary>
public sealed record StartPipelineExecutionRequest
{
    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Name or ARN.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The version to run; the latest for null.</summary>
    public int? Version { get; init; }

    /// <summary><c>PipelineExecutionDisplayName</c></summary>
    public string? DisplayName { get; init; }

    /// <summary><c>PipelineExecutionDescription</c></summary>
    public string? Description { get; init; }

    /// <summary>Overrides, as sent.</summary>
    public ValueList<ParameterOverride> Parameters { get; init; } = [];

    /// <summary>Null for a full run.</summary>
    public SelectiveRequest? Selective { get; init; }

    /// <summary>Overrides the pipeline's limit of steps at once.</summary>
    public int? MaxParallelSteps { get; init; }

    /// <summary>The client's token.</summary>
    public string? ClientRequestToken { get; init; }
}

/// <summary><c>SelectiveExecutionConfig</c>, and the same as the JSON that was sent, for echoing.</summary>
public sealed record SelectiveRequest(string? SourcePipelineExecutionArn, ValueList<StepName> SelectedSteps, RawJson AsSent);

/// <inheritdoc cref="StartPipelineExecutionRequest"/>
public sealed class StartPipelineExecution(
    IPipelineStore pipelines,
    IExecutionStore executions,
    DefinitionLibrary definitions,
    ReferenceReader references,
    RequestTokens tokens,
    Coordinator coordinator,
    IIdSource ids,
    TimeProvider clock,
    ReferenceRule rule,
    CacheIdentityRule cacheIdentity)
{
    /// <summary>The new execution's ARN; nothing has run yet.</summary>
    /// <exception cref="RefusalException">The request cannot be planned: nothing was stored.</exception>
    public Task<string> HandleAsync(StartPipelineExecutionRequest request, CancellationToken cancellationToken) => tokens.OnceAsync(
        "StartPipelineExecution",
        request.ClientRequestToken,
        (request with { ClientRequestToken = null }).ToString(),
        answering => StartAsync(request, answering, cancellationToken),
        cancellationToken);

    private async Task<string> StartAsync(StartPipelineExecutionRequest request, Func<string, TokenAnswer?> answering, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(request.Pipeline, request.Caller.Scope, cancellationToken);
        var version = await pipelines.GetVersionAsync(pipeline, request.Version, cancellationToken);
        var definition = definitions.Keep(version);
        var plan = await PlanAsync(request, pipeline, version.Version, definition, cancellationToken);
        var arn = new PipelineExecutionArn(pipeline.Arn, ids.NextExecutionId());
        var now = clock.GetUtcNow();
        var execution = new NewExecution(
            arn,
            pipeline.Id,
            version.Version,
            request.DisplayName ?? $"execution-{now.ToUnixTimeMilliseconds()}",
            request.Description,
            request.MaxParallelSteps ?? pipeline.MaxParallelSteps,
            request.Selective?.AsSent,
            Experiment(definition, plan, arn, now),
            request.Caller.Name,
            new ExecutionEvent.ExecutionStarted(now, plan, await cacheIdentity.OfAsync(pipeline, cancellationToken)));
        try
        {
            await StoreAsync(execution, answering(arn.ToString()), cancellationToken);
        }
        finally
        {
            coordinator.Wake(arn); // also when the store failed to answer: the execution may be there, and a repeated request would only learn its ARN
        }

        return arn.ToString();
    }

    private async Task StoreAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken)
    {
        try
        {
            await executions.StartAsync(execution, token, cancellationToken);
        }
        catch (PipelineGoneException)
        {
            throw RefusalException.NotFound($"Pipeline '{execution.Arn.Pipeline}' does not exist.");
        }
    }

    private async Task<ExecutionPlan> PlanAsync(
        StartPipelineExecutionRequest request, PipelineRecord pipeline, int version, PipelineDefinition definition, CancellationToken cancellationToken)
    {
        ReferenceLookup reference = new ReferenceLookup.None();
        if (request.Selective is { } selective)
        {
            var (selection, _) = StepSelection.Of(definition, selective.SelectedSteps);
            var needed = selection.Ancestors.Select(position => definition.Steps[position].Name).ToValueList();
            reference = await references.LookUpAsync(selective.SourcePipelineExecutionArn, pipeline.Id, needed, cancellationToken);
        }

        var answer = ExecutionPlanner.Plan(new PlanRequest(definition, version, request.Parameters, request.Selective?.SelectedSteps, reference, rule));
        return answer switch
        {
            PlanAnswer.Planned planned => planned.Plan,
            PlanAnswer.Refused refused => throw new RefusalException(refused.Kind, refused.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
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
