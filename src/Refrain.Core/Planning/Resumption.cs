using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning.Selectors;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>
/// What an execution left undone: the steps it was bound to run and that failed, were stopped or never ran. Steps on a branch that a condition did not take are
/// not undone: nobody wanted them. Steps that a newer definition has and the execution did not are.
/// </summary>
/// <param name="Steps">The steps to run, in the definition's order, each with the reason.</param>
public sealed record Resumption(ValueList<ResumedStep> Steps)
{
    /// <summary>Finds what is undone, by a definition that may be newer than the execution's own. Pure.</summary>
    /// <param name="definition">The definition that the resuming execution runs.</param>
    /// <param name="execution">What is resumed, with its plan.</param>
    public static Resumption Of(PipelineDefinition definition, ReferenceExecution execution)
    {
        var reasons = definition.Steps.Select(step => Undone(step.Name, execution)).ToArray();
        LeaveOutBranches(definition, execution, reasons);
        var chosen = Array.ConvertAll(reasons, reason => reason is not null);
        foreach (var position in ChosenSteps.Between(definition.Graph, chosen, _ => false))
        {
            reasons[position] = PlanReason.ClosesGap; // it succeeded, but on top of something that now runs
        }

        return new Resumption(definition.Steps
            .Where(step => reasons[step.Position] is not null)
            .Select(step => new ResumedStep(step.Name, reasons[step.Position]!.Value)) // the filter above left only these
            .ToValueList());
    }

    private static PlanReason? Undone(StepName step, ReferenceExecution execution)
    {
        var inScope = execution.Plan?.Selective is not { } selective
            || execution.Definition.Find(step) is not { } there
            || selective.Selected.Contains(there.Position);
        if (!inScope)
        {
            return null;
        }

        return execution.Standing(step) switch
        {
            StepStanding.Succeeded => null,
            StepStanding.Failed => PlanReason.FailedBefore,
            StepStanding.Stopped => PlanReason.StoppedBefore,
            _ => PlanReason.NeverRan,
        };
    }

    private static void LeaveOutBranches(PipelineDefinition definition, ReferenceExecution execution, PlanReason?[] reasons)
    {
        var skipped = new bool[definition.Steps.Count];
        foreach (var position in definition.Graph.RunOrder())
        {
            var step = definition.Steps[position];
            skipped[position] = step.Branch is { } branch
                && reasons[definition[branch.Condition].Position] is null
                && execution.Step(branch.Condition)?.Result is { } result
                && ConditionStepType.Outcome(result) != branch.When;
            foreach (var dependency in definition.Graph.DependenciesOf(position))
            {
                skipped[position] |= skipped[dependency];
            }

            reasons[position] = skipped[position] ? null : reasons[position];
        }
    }
}

/// <summary>A step that a resuming execution runs.</summary>
public sealed record ResumedStep(StepName Step, PlanReason Reason);
