using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>How much of the definition a reference must share with the version that is started (R8).</summary>
public enum ReferenceRule
{
    /// <summary>Reused steps exist there with the same name and type, and what is read from them is there. The default.</summary>
    NameAndType,

    /// <summary>Also: the definitions of reused steps are equal in both versions.</summary>
    UnchangedUpstream,

    /// <summary>The reference ran the very version that is started.</summary>
    SameVersion,
}

/// <summary>What is asked of the planner.</summary>
/// <param name="Definition">The version that is started.</param>
/// <param name="Version">Its number.</param>
/// <param name="Overrides">Parameters as sent.</param>
/// <param name="Selected">Null for a full run.</param>
/// <param name="Reference">What the reference's ARN led to.</param>
/// <param name="Rule">R8's level.</param>
public sealed record PlanRequest(
    PipelineDefinition Definition,
    int Version,
    ValueList<ParameterOverride> Overrides,
    ValueList<StepName>? Selected,
    ReferenceLookup Reference,
    ReferenceRule Rule);

/// <summary>The planner's answer.</summary>
public abstract record PlanAnswer
{
    private PlanAnswer()
    {
    }

    /// <summary>This is what the execution is bound to do.</summary>
    public sealed record Planned(ExecutionPlan Plan) : PlanAnswer;

    /// <summary>Nothing may start.</summary>
    public sealed record Refused(RefusalKind Kind, string Message) : PlanAnswer;
}

/// <summary>
/// Decides what an execution runs, reuses and leaves alone (spec 02). A pure function; the checks come in the order of spec 02, 2, so that the
/// first message is the one the service would give.
/// </summary>
public sealed class ExecutionPlanner
{
    private const string InvalidSource = "Invalid SourcePipelineExecutionArn: ";
    private readonly PlanRequest request;
    private readonly PipelineDefinition definition;

    private ExecutionPlanner(PlanRequest request) => (this.request, definition) = (request, request.Definition);

    /// <summary>Plans one execution.</summary>
    public static PlanAnswer Plan(PlanRequest request) => new ExecutionPlanner(request).Plan();

    private PlanAnswer Plan()
    {
        if (request.Selected is not { } names)
        {
            return WithParameters(null);
        }

        var (selection, unknown) = StepSelection.Of(definition, names);
        if (unknown.Count > 0)
        {
            return Invalid($"Invalid SelectedSteps. Step(s) [{string.Join(", ", unknown)}] do not exist in the pipeline definition.");
        }

        if (selection.Gaps() is { Count: > 0 } gaps)
        {
            return Invalid($"Invalid SelectedSteps. Step(s) [{Names(gaps)}] are on a path between selected steps [{Names(selection.Steps)}] and must also be selected.");
        }

        return request.Reference switch
        {
            ReferenceLookup.None => PlanRoots(selection),
            ReferenceLookup.Malformed { Text: var text } => Invalid($"{InvalidSource}{text}. It is not the ARN of a pipeline execution."),
            ReferenceLookup.Unknown { Arn: var arn } => new PlanAnswer.Refused(RefusalKind.NotFound, $"Pipeline execution '{arn}' does not exist."),
            ReferenceLookup.OfAnotherPipeline { Arn: var arn } => Invalid($"{InvalidSource}{arn}. It is not an execution of this pipeline."),
            ReferenceLookup.Found { Execution: var execution } => PlanAgainst(selection, execution),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private PlanAnswer PlanRoots(StepSelection selection) => selection.Dependencies.Count == 0
        ? WithParameters(new SelectiveScope(null, StepRanges.Of(selection.Steps), []))
        : Invalid($"{InvalidSource}null. The selected steps [{Names(selection.Steps)}] have dependencies on [{Names(selection.Dependencies)}]");

    private PlanAnswer PlanAgainst(StepSelection selection, ReferenceExecution reference)
    {
        if (!reference.HasEnded)
        {
            return Invalid($"{InvalidSource}{reference.Arn}. The status of the source execution must be one of [Succeeded, Failed, Stopped].");
        }

        var problem = VersionProblem(selection, reference) ?? ResultProblem(selection, reference) ?? ReadProblem(selection, reference) ?? BranchProblem(selection, reference);
        return problem is not null
            ? Invalid($"{InvalidSource}{reference.Arn}. {problem}")
            : WithParameters(new SelectiveScope(reference.Arn, StepRanges.Of(selection.Steps), Sources(selection, reference)));
    }

    /// <summary>R8.</summary>
    private string? VersionProblem(StepSelection selection, ReferenceExecution reference)
    {
        if (request.Rule == ReferenceRule.SameVersion && reference.Version != request.Version)
        {
            return $"It ran version {reference.Version} of the pipeline, and version {request.Version} is started.";
        }

        foreach (var step in selection.Dependencies.Select(position => definition.Steps[position]))
        {
            if (reference.Definition.Find(step.Name) is not { } there)
            {
                return $"The selected steps [{Names(selection.Steps)}] have dependencies on [{step.Name}] which the source execution's definition does not have.";
            }

            if (there.Type != step.Type)
            {
                return $"Step '{step.Name}' is of type {step.Type.Name}, but was of type {there.Type.Name} in the source execution.";
            }
        }

        var changed = request.Rule == ReferenceRule.UnchangedUpstream
            ? selection.Ancestors.Where(position => Reusable(position, reference) is not null && HasChanged(definition.Steps[position], reference)).ToValueList()
            : [];
        return changed.Count == 0 ? null : $"The definitions of steps [{Names(changed)}] changed since the source execution.";
    }

    private static bool HasChanged(StepDefinition step, ReferenceExecution reference) =>
        reference.Definition.Find(step.Name) is { } there && there.Digest() != step.Digest();

    /// <summary>R7.</summary>
    private string? ResultProblem(StepSelection selection, ReferenceExecution reference)
    {
        var missing = selection.Dependencies.Where(position => reference.Step(definition.Steps[position].Name) is not { Succeeded: true }).ToValueList();
        return missing.Count == 0
            ? null
            : $"The selected steps [{Names(selection.Steps)}] have dependencies on [{Names(missing)}] which did not succeed in the source execution.";
    }

    /// <summary>R8, second half: what selected steps read from reused ones is there.</summary>
    private string? ReadProblem(StepSelection selection, ReferenceExecution reference)
    {
        foreach (var step in selection.Steps.Select(position => definition.Steps[position]))
        {
            foreach (var (path, expression) in step.OwnParts().SelectMany(part => ExpressionReader.In(part.Json, part.Path, _ => { })))
            {
                if (expression.NamedStep is { } name
                    && !selection.Contains(definition[name].Position)
                    && reference.Step(name)?.Result is { } result
                    && Unresolved(expression, result) is { } reading)
                {
                    return $"Step '{step.Name}' reads '{reading}' (at {path}), which the source execution's result of that step does not have.";
                }
            }
        }

        return null;
    }

    private static string? Unresolved(Expression expression, StepResult result) => expression switch
    {
        Expression.Get { Reference: Reference.Property p } when p.Path.Resolve(result.Properties.Parse()) is null => $"Steps.{p.Step}.{p.Path}",
        Expression.PropertyFileGet { File: var f } when result.PropertyFiles.All(file => file.Name != f.Name) => $"Steps.{f.Step}.PropertyFiles.{f.Name}",
        _ => null,
    };

    /// <summary>R9.</summary>
    private string? BranchProblem(StepSelection selection, ReferenceExecution reference)
    {
        foreach (var step in selection.Steps.Select(position => definition.Steps[position]))
        {
            if (step.Branch is { } branch
                && !selection.Contains(definition[branch.Condition].Position)
                && reference.Step(branch.Condition)?.Result is { } result
                && ConditionStepType.Outcome(result) != branch.When)
            {
                return $"The selected step '{step.Name}' stands in the {(branch.When ? "If" : "Else")} branch of '{branch.Condition}', which took the other branch in the source "
                    + $"execution. Select '{branch.Condition}' as well, so that it decides anew.";
            }
        }

        return null;
    }

    private ValueList<ReuseSource> Sources(StepSelection selection, ReferenceExecution reference) =>
        selection.Ancestors
            .Select(position => (Position: position, Step: Reusable(position, reference)))
            .Where(reused => reused.Step is not null)
            .GroupBy(reused => (reused.Step!.MadeBy, reused.Step.MadeAtLength)) // the filter above left only steps
            .Select(made => new ReuseSource(made.Key.MadeBy, made.Key.MadeAtLength, StepRanges.Of(made.Select(reused => reused.Position))))
            .ToValueList();

    private ReferenceStep? Reusable(int position, ReferenceExecution reference) =>
        reference.Step(definition.Steps[position].Name) is { Succeeded: true } step && step.Type == definition.Steps[position].Type.Name ? step : null;

    private PlanAnswer WithParameters(SelectiveScope? scope)
    {
        var problems = new List<Diagnostic>();
        var parameters = ParameterBinder.Bind(definition.Parameters, request.Overrides, problems.Add);
        return problems.Count == 0
            ? new PlanAnswer.Planned(new ExecutionPlan { Parameters = parameters, Selective = scope })
            : Invalid(Diagnostic.Render("", problems.ToValueList()));
    }

    private string Names(ValueList<int> positions) => string.Join(", ", positions.Select(position => definition.Steps[position].Name));

    private static PlanAnswer.Refused Invalid(string message) => new(RefusalKind.Invalid, message);
}
