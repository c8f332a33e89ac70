using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Asks what a new execution would do that runs what an ended one left undone, and reuses the rest, with the parameters of that one.</summary>
public sealed record PlanResumptionRequest
{
    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The execution to resume.</summary>
    public required ExecutionRecord Execution { get; init; }

    /// <summary>Run the pipeline's latest definition instead of the one that the execution ran.</summary>
    public bool UseCurrentDefinition { get; init; }

    /// <summary>Overrides, as sent.</summary>
    public ValueList<ParameterOverride> Parameters { get; init; } = [];

    /// <summary>Selectors of steps to leave out.</summary>
    public ValueList<string> Exclude { get; init; } = [];

    /// <summary>Outputs given by hand.</summary>
    public ValueList<OutputValue> Outputs { get; init; } = [];

    /// <summary>Outcomes given by hand.</summary>
    public ValueList<ForcedCondition> Forced { get; init; } = [];
}

/// <inheritdoc cref="PlanResumptionRequest"/>
public sealed class PlanResumption(IPipelineStore pipelines, DefinitionLibrary definitions, ReferenceReader references, PlanMaker maker)
{
    /// <summary>The plan.</summary>
    /// <exception cref="RefusalException">The execution has not ended, or the request holds something that cannot be read.</exception>
    public async Task<PlannedExecution> HandleAsync(PlanResumptionRequest request, CancellationToken cancellationToken)
    {
        var execution = request.Execution;
        if (!execution.HasEnded)
        {
            throw RefusalException.Invalid($"Execution '{execution.Arn}' is {execution.Status}: only an execution that has ended can be resumed. Wait for it, or stop it.");
        }

        var pipeline = await pipelines.GetPipelineAsync(execution.Arn.Pipeline.ToString(), request.Caller.Scope, cancellationToken);
        var version = await pipelines.GetVersionAsync(pipeline, request.UseCurrentDefinition ? null : execution.PipelineVersion, cancellationToken);
        var definition = definitions.Keep(version);
        var reference = await references.ReadAsync(execution, steps: null, cancellationToken);
        var resumption = Resumption.Of(definition, reference);
        var (overrides, inherited) = InheritedParameters.Of(definition, execution.Plan, request.Parameters);
        var reasons = resumption.Steps.ToDictionary(step => step.Step, step => step.Reason);
        var selected = Exclude(definition, reference, request, resumption);
        return await maker.MakeAsync(
            new PlanDraft(pipeline, version.Version, definition, execution, new ReferenceLookup.Found(reference), overrides, inherited)
            {
                Selected = selected,
                Supplied = PlanPipelineExecution.Supplied(definition, request.Outputs),
                Forced = request.Forced,
                Origin = new SelectionOrigin(null, request.Exclude.Count > 0 ? request.Exclude : null, null, execution.Arn),
                Chosen = step => reasons.TryGetValue(step, out var reason) ? reason : null,
            },
            cancellationToken);
    }

    private static ValueList<StepName> Exclude(PipelineDefinition definition, ReferenceExecution reference, PlanResumptionRequest request, Resumption resumption)
    {
        var scope = new Core.Planning.Selectors.SelectorScope { Definition = definition, Standing = position => reference.Standing(definition.Steps[position].Name) };
        var kept = ChosenSteps.Of(new StepChoice(null, request.Exclude, Close: false), scope, _ => false);
        if (kept.Problem is not null)
        {
            throw RefusalException.Invalid(kept.Problem);
        }

        var all = kept.Steps.ToHashSet();
        return resumption.Steps.Select(step => step.Step).Where(all.Contains).ToValueList();
    }
}
