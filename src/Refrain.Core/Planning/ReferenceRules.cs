using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>What must hold between selected steps and the results they take from steps that are not run (spec 02: R8, R7, R9). What blocks is noted in the scope.</summary>
/// <param name="request">What is asked.</param>
/// <param name="scope">What the selection means.</param>
/// <param name="source">The execution that a step's result would be taken from; null when there is none.</param>
internal sealed class ReferenceRules(PlanRequest request, PlanScope scope, Func<StepName, ReferenceExecution?> source)
{
    private readonly PipelineDefinition definition = request.Definition;
    private readonly Dictionary<StepName, JsonElement> properties = [];

    /// <summary>The first problem in the order of the service, with the execution it is about; null when there is none.</summary>
    public (ReferenceExecution? Reference, string Message)? Problem() => VersionProblem() ?? ResultProblem() ?? ReadProblem() ?? StagingProblem() ?? BranchProblem();

    /// <summary>R8.</summary>
    private (ReferenceExecution? Reference, string Message)? VersionProblem()
    {
        foreach (var step in scope.Selection.Dependencies.Select(position => definition.Steps[position]))
        {
            var reference = source(step.Name);
            if (reference?.Definition.Find(step.Name) is not { } there)
            {
                return (reference, $"The selected steps [{Names(scope.Selection.Steps)}] have dependencies on [{step.Name}] which the source execution's definition does not have.");
            }

            if (there.Type != step.Type)
            {
                return (reference, $"Step '{step.Name}' is of type {step.Type.Name}, but was of type {there.Type.Name} in the source execution.");
            }
        }

        var changed = request.Rule == ReferenceRule.UnchangedUpstream
            ? scope.Selection.Ancestors.Where(position => scope.Provisions[position] is Provision.Reused reused && HasChanged(definition.Steps[position], reused.Source)).ToValueList()
            : [];
        return changed.Count == 0
            ? null
            : (source(definition.Steps[changed[0]].Name), $"The definitions of steps [{Names(changed)}] changed since the source execution.");
    }

    private static bool HasChanged(StepDefinition step, ReferenceExecution reference) => reference.Definition.Find(step.Name) is { } there && there.Digest() != step.Digest();

    /// <summary>R7.</summary>
    private (ReferenceExecution? Reference, string Message)? ResultProblem()
    {
        var missing = scope.Selection.Dependencies.Where(position => scope.Provisions[position] is Provision.Missing).ToValueList();
        return missing.Count == 0
            ? null
            : (source(definition.Steps[missing[0]].Name),
                $"The selected steps [{Names(scope.Selection.Steps)}] have dependencies on [{Names(missing)}] which did not succeed in the source execution.");
    }

    /// <summary>R8, second half: what selected steps read from steps that are not run is there.</summary>
    private (ReferenceExecution? Reference, string Message)? ReadProblem()
    {
        foreach (var step in scope.Selection.Steps.Where(position => ReadsOthers(position)).Select(position => definition.Steps[position]))
        {
            foreach (var (path, expression) in step.Expressions())
            {
                if (expression.NamedStep is { } name
                    && scope.Provisions.GetValueOrDefault(definition[name].Position) is { Result: { } result } provision
                    && Unresolved(name, expression, result) is { } reading)
                {
                    scope.Blocked[step.Position] = new Obstacle(PlanReason.UnreadValue, $"it reads '{reading}', which the result of that step does not have");
                    return provision is Provision.Given
                        ? (source(name), $"Step '{step.Name}' reads '{reading}' (at {path}), which was not given among the outputs of that step.")
                        : (source(name), $"Step '{step.Name}' reads '{reading}' (at {path}), which the source execution's result of that step does not have.");
                }
            }
        }

        return null;
    }

    private bool ReadsOthers(int position)
    {
        foreach (var dependency in definition.Graph.DependenciesOf(position))
        {
            if (scope.Provisions.ContainsKey(dependency))
            {
                return true;
            }
        }

        return false;
    }

    private string? Unresolved(StepName step, Expression expression, StepResult result) => expression switch
    {
        Expression.Get { Reference: Reference.Property p } when p.Path.Resolve(Properties(step, result)) is null => $"Steps.{p.Step}.{p.Path}",
        Expression.PropertyFileGet { File: var f } when result.PropertyFiles.All(file => file.Name != f.Name) => $"Steps.{f.Step}.PropertyFiles.{f.Name}",
        _ => null,
    };

    /// <summary>Many steps may read the same result: it is parsed once.</summary>
    private JsonElement Properties(StepName step, StepResult result)
    {
        if (!properties.TryGetValue(step, out var parsed))
        {
            properties[step] = parsed = result.Properties.Parse();
        }

        return parsed;
    }

    /// <summary>The recorded outputs that selected jobs read are still there: nothing is started that could only fail.</summary>
    private (ReferenceExecution? Reference, string Message)? StagingProblem()
    {
        foreach (var position in scope.Selection.Dependencies)
        {
            var name = definition.Steps[position].Name;
            var readers = Readers(position).ToList();
            if (readers.Count > 0 && scope.Provisions[position] is Provision.Reused && request.Unstageable(name) is { } why)
            {
                foreach (var reader in readers)
                {
                    scope.Blocked[reader] = new Obstacle(PlanReason.CannotBeStaged, $"the recorded outputs of '{name}' can no longer be staged: {why}");
                }

                return (source(name), $"The recorded outputs of step '{name}' can no longer be staged: {why}. Select '{name}' as well, so that it makes them anew.");
            }
        }

        return null;
    }

    /// <summary>Selected jobs that read properties of a step: what they take from it may be its outputs. Conditions and property files need no bytes.</summary>
    private IEnumerable<int> Readers(int position)
    {
        var name = definition.Steps[position].Name;
        return definition.Graph.DependentsOf(position).ToArray().Where(dependent =>
            scope.Selection.Contains(dependent)
            && definition.Steps[dependent].Type is IJobStepType
            && definition.Steps[dependent].Expressions().Any(placed => placed.Expression is Expression.Get { Reference: Reference.Property property } && property.Step == name));
    }

    /// <summary>R9.</summary>
    private (ReferenceExecution? Reference, string Message)? BranchProblem()
    {
        foreach (var step in scope.Selection.Steps.Select(position => definition.Steps[position]))
        {
            if (step.Branch is { } branch
                && scope.Provisions.GetValueOrDefault(definition[branch.Condition].Position) is { Result: { } result } provision
                && ConditionStepType.Outcome(result) != branch.When)
            {
                var where = provision is Provision.Given ? "by the outcome that was given" : "in the source execution";
                scope.Blocked[step.Position] = new Obstacle(PlanReason.OtherBranch, $"it stands in the {Side(branch)} branch of '{branch.Condition}', which took the other branch {where}");
                return (source(branch.Condition),
                    $"The selected step '{step.Name}' stands in the {Side(branch)} branch of '{branch.Condition}', which took the other branch {where}. "
                    + $"Select '{branch.Condition}' as well, so that it decides anew.");
            }
        }

        return null;
    }

    private static string Side(Branch branch) => branch.When ? "If" : "Else";

    private string Names(ValueList<int> positions) => string.Join(", ", positions.Select(position => definition.Steps[position].Name));
}
