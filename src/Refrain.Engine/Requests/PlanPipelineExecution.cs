using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Planning.Selectors;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Asks what an execution would run, reuse and leave alone, and why; more can be said here than AWS's request has members for.</summary>
public sealed record PlanPipelineExecutionRequest
{
    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Name or ARN.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The version to run; the latest for null.</summary>
    public int? Version { get; init; }

    /// <summary>The steps to run.</summary>
    public StepChoice Choice { get; init; } = StepChoice.All;

    /// <summary>The reference in the words of <see cref="ReferenceFinder"/>; null: the newest ended execution when anything is chosen.</summary>
    public string? Reference { get; init; }

    /// <summary>Steps whose result comes from an execution of their own, with the words for it.</summary>
    public ValueList<NamedReuse> Reuse { get; init; } = [];

    /// <summary>Outputs given by hand.</summary>
    public ValueList<OutputValue> Outputs { get; init; } = [];

    /// <summary>Outcomes given by hand.</summary>
    public ValueList<ForcedCondition> Forced { get; init; } = [];

    /// <summary>Overrides, as sent.</summary>
    public ValueList<ParameterOverride> Parameters { get; init; } = [];

    /// <summary>Take what is not overridden from the reference instead of the defaults.</summary>
    public bool ParametersFromReference { get; init; }
}

/// <summary>A step's result, to be taken from the execution that the words mean.</summary>
public sealed record NamedReuse(StepName Step, string Execution);

/// <summary>A plan, with everything it was made from.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">The version that would run.</param>
/// <param name="Request">What the planner was asked.</param>
/// <param name="Answer">What it said.</param>
/// <param name="Report">Verdicts, reasons, notices and costs.</param>
/// <param name="Reference">The reference; null when there is none.</param>
/// <param name="Inherited">Parameters whose value was taken from the reference.</param>
public sealed record PlannedExecution(
    PipelineRecord Pipeline, int Version, PlanRequest Request, PlanAnswer Answer, PlanReport Report, ExecutionRecord? Reference, ValueList<string> Inherited)
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <inheritdoc cref="PlanPipelineExecutionRequest"/>
public sealed class PlanPipelineExecution(
    IPipelineStore pipelines, DefinitionLibrary definitions, ReferenceFinder finder, ReferenceReader references, PlanMaker maker)
{
    /// <summary>The plan; a request that the planner refuses is a plan as well, with its reasons.</summary>
    /// <exception cref="RefusalException">The request names no pipeline or version, or holds a selector or an output that cannot be read.</exception>
    public async Task<PlannedExecution> HandleAsync(PlanPipelineExecutionRequest request, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(request.Pipeline, request.Caller.Scope, cancellationToken);
        var version = await pipelines.GetVersionAsync(pipeline, request.Version, cancellationToken);
        var definition = definitions.Keep(version);
        var supplied = Supplied(definition, request.Outputs);
        var found = await FindReferenceAsync(request, pipeline, cancellationToken);
        var reference = await ReadAsync(found, pipeline, cancellationToken);
        var (overrides, inherited) = Parameters(definition, request, reference);
        var draft = new PlanDraft(pipeline, version.Version, definition, found.Record, reference, overrides, inherited)
        {
            Supplied = supplied,
            Forced = request.Forced,
            Reuse = await ReuseAsync(request, pipeline, cancellationToken),
            PassedOver = found.PassedOver,
        };
        return await maker.MakeAsync(await ChooseAsync(draft, request.Choice, cancellationToken), cancellationToken);
    }

    /// <summary>Results of steps whose outputs are given by hand.</summary>
    /// <exception cref="RefusalException">One of them cannot be what a step puts out.</exception>
    internal static ValueList<SuppliedResult> Supplied(PipelineDefinition definition, ValueList<OutputValue> outputs)
    {
        var problems = new List<Diagnostic>();
        var supplied = SuppliedOutputs.Build(definition, outputs, problems.Add);
        return problems.Count == 0 ? supplied : throw RefusalException.Invalid(Diagnostic.Render("", problems.ToValueList()));
    }

    private async Task<FoundReference> FindReferenceAsync(PlanPipelineExecutionRequest request, PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var isWanted = !request.Choice.IsAll || request.Reference is not null || request.ParametersFromReference;
        return isWanted ? await finder.FindAsync(request.Reference, pipeline.Id, cancellationToken) : FoundReference.None;
    }

    private async Task<ReferenceLookup> ReadAsync(FoundReference found, PipelineRecord pipeline, CancellationToken cancellationToken) =>
        found.Record is { } record && record.PipelineId == pipeline.Id
            ? new ReferenceLookup.Found(await references.ReadAsync(record, steps: null, cancellationToken))
            : await references.LookUpAsync(found.Text, pipeline.Id, steps: [], cancellationToken);

    private async Task<ValueList<StepReuse>> ReuseAsync(PlanPipelineExecutionRequest request, PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var reuse = new List<StepReuse>();
        foreach (var named in request.Reuse)
        {
            var found = await finder.FindAsync(named.Execution, pipeline.Id, cancellationToken);
            reuse.Add(new StepReuse(named.Step, await ReadAsync(found, pipeline, cancellationToken)));
        }

        return reuse.ToValueList();
    }

    private static (ValueList<ParameterOverride> Overrides, ValueList<string> Inherited) Parameters(
        PipelineDefinition definition, PlanPipelineExecutionRequest request, ReferenceLookup reference)
    {
        if (!request.ParametersFromReference)
        {
            return (request.Parameters, []);
        }

        return reference is ReferenceLookup.Found { Execution.Plan: { } plan }
            ? InheritedParameters.Of(definition, plan, request.Parameters)
            : throw RefusalException.Invalid("The parameters are to be taken from the reference, and there is none. Name an execution that has ended, or give the parameters.");
    }

    private async Task<PlanDraft> ChooseAsync(PlanDraft draft, StepChoice choice, CancellationToken cancellationToken)
    {
        if (choice is { IsAll: true })
        {
            return draft;
        }

        var changes = choice.AsksForChanges ? await maker.ChangesAsync(draft, draft.Definition.Steps, cancellationToken) : null;
        var chosen = ChosenSteps.Of(choice, Scope(draft, changes), position => draft.Supplied.Any(one => one.Step == draft.Definition.Steps[position].Name));
        if (chosen.Problem is not null)
        {
            throw RefusalException.Invalid(chosen.Problem);
        }

        var added = chosen.Added.Select(name => draft.Definition[name].Position);
        return draft with
        {
            Selected = chosen.Steps,
            Origin = new SelectionOrigin(choice.Select, choice.Exclude.Count > 0 ? choice.Exclude : null, chosen.Added.Count > 0 ? StepRanges.Of(added) : null, null),
            Chosen = name => chosen.Added.Contains(name) ? PlanReason.ClosesGap : null,
        };
    }

    private static SelectorScope Scope(PlanDraft draft, IReadOnlyDictionary<StepName, ValueList<StaleReason>>? changes)
    {
        var reference = (draft.Reference as ReferenceLookup.Found)?.Execution;
        return new SelectorScope
        {
            Definition = draft.Definition,
            Standing = reference is null ? null : position => reference.Standing(draft.Definition.Steps[position].Name),
            Modified = changes is null ? null : position => changes.TryGetValue(draft.Definition.Steps[position].Name, out var parts) ? StepFreshness.Parts(parts) : StepParts.None,
        };
    }
}

/// <summary>Parameters as another execution had them.</summary>
internal static class InheritedParameters
{
    /// <summary>The execution's values where the definition still declares them, unless they are overridden.</summary>
    public static (ValueList<ParameterOverride> Overrides, ValueList<string> Inherited) Of(PipelineDefinition definition, ExecutionPlan plan, ValueList<ParameterOverride> overrides)
    {
        var given = overrides.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var inherited = plan.Parameters
            .Where(one => !given.Contains(one.Name) && definition.Parameters.Any(declared => declared.Name == one.Name))
            .Select(one => new ParameterOverride(one.Name, one.Value))
            .ToList();
        return (overrides.Concat(inherited).ToValueList(), inherited.Select(one => one.Name).ToValueList());
    }
}
