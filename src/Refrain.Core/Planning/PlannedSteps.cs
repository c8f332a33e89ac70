using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>Finds the verdict of every step.</summary>
internal sealed class PlannedSteps(PlanRequest request, PlanAnswer answer, PlanFacts facts, ValueList<int> order)
{
    private readonly PipelineDefinition definition = request.Definition;
    private readonly PlanScope? scope = answer.Scope;
    private readonly ValueList<BoundParameter> parameters = ParameterBinder.Bind(request.Definition.Parameters, request.Overrides, _ => { });

    public ValueList<PlannedStep> All()
    {
        var steps = definition.Steps.Select(Verdict).ToArray();
        Block(steps);
        SkipBranches(steps);
        return steps.ToValueList();
    }

    private PlannedStep Verdict(StepDefinition step)
    {
        if (scope is null)
        {
            return request.Selected is null || request.Selected.Contains(step.Name)
                ? Runs(step, request.Selected is null ? PlanReason.FullRun : PlanReason.Selected)
                : new PlannedStep(step, StepVerdict.Skip, PlanReason.NotNeeded, "not selected");
        }

        if (scope.Selection.Contains(step.Position))
        {
            return scope.Blocked.GetValueOrDefault(step.Position) is { } obstacle
                ? Blocked(step, obstacle.Reason, obstacle.Sentence)
                : Runs(step, facts.Chosen(step.Name) ?? (request.Selected is null ? PlanReason.FullRun : PlanReason.Selected));
        }

        return scope.Provisions.GetValueOrDefault(step.Position) switch
        {
            Provision.Given { IsForced: true } => new PlannedStep(step, StepVerdict.Reuse, PlanReason.ConditionForced, "its outcome is forced by hand"),
            Provision.Given => new PlannedStep(step, StepVerdict.Reuse, PlanReason.OutputsGiven, "its outputs were given by hand"),
            Provision.Reused reused => Reused(step, reused),
            Provision.Missing missing => Lacks(step, missing.Obstacle),
            _ => new PlannedStep(step, StepVerdict.Skip, PlanReason.NotNeeded, "not selected, and no selected step needs its result"),
        };
    }

    private PlannedStep Runs(StepDefinition step, PlanReason reason) => new(step, StepVerdict.Run, reason, Sentence(reason)) { Seconds = facts.Seconds(step.Name) };

    private string Sentence(PlanReason reason) => reason switch
    {
        PlanReason.FullRun => "a full run runs every step",
        PlanReason.ClosesGap => "it lies between selected steps and was added to close the gap",
        PlanReason.FailedBefore => $"it failed in {Resumed}",
        PlanReason.StoppedBefore => $"it was stopped in {Resumed}",
        PlanReason.NeverRan => $"it never ran in {Resumed}",
        _ => request.Origin?.Selector is { } selector ? $"selected by '{selector}'" : "selected",
    };

    private string Resumed => request.Origin?.Resumed?.ExecutionId ?? "the execution that is resumed";

    private PlannedStep Reused(StepDefinition step, Provision.Reused reused)
    {
        var (made, source) = (reused.Step, reused.Source.Arn);
        var maker = made.FoundIn ?? made.MadeBy;
        var from = maker == source ? source.ExecutionId : $"{source.ExecutionId}, made by {maker.ExecutionId}";
        var age = facts.Now - made.EndedAt;
        return new PlannedStep(
            step,
            StepVerdict.Reuse,
            reused.Via is null ? PlanReason.InReference : PlanReason.InChosenExecution,
            $"not selected; its result is taken from {from}")
        {
            Source = new PlannedSource(source, maker, made.EndedAt, age),
            Seconds = made.EndedAt - made.StartedAt is { } took ? took.TotalSeconds : facts.Seconds(step.Name),
            Stale = StepFreshness.Changes(step, reused.Source, parameters, facts.Today(step.Name)),
        };
    }

    /// <summary>What direct dependencies lack blocks; what lies further back is left out (spec 02, 4).</summary>
    private PlannedStep Lacks(StepDefinition step, Obstacle obstacle) => IsNeeded(step.Position)
        ? Blocked(step, obstacle.Reason, obstacle.Sentence)
        : new PlannedStep(step, StepVerdict.Skip, PlanReason.LeftOut, "selected steps do not need its result themselves, and there is none to take");

    private bool IsNeeded(int position)
    {
        foreach (var dependent in definition.Graph.DependentsOf(position))
        {
            if (scope!.Selection.Contains(dependent)) // there is a scope: its provisions were asked
            {
                return true;
            }
        }

        return false;
    }

    private static PlannedStep Blocked(StepDefinition step, PlanReason reason, string because) => new(step, StepVerdict.Blocked, reason, because);

    /// <summary>What lies between selected steps is refused; and what waits for something blocked is blocked as well.</summary>
    private void Block(PlannedStep[] steps)
    {
        foreach (var position in answer is PlanAnswer.Refused ? scope?.Selection.Gaps() ?? [] : [])
        {
            steps[position] = Blocked(steps[position].Step, PlanReason.Gap, "it lies between selected steps and must be selected as well");
        }

        foreach (var position in order)
        {
            foreach (var dependency in definition.Graph.DependenciesOf(position))
            {
                if (steps[position].Verdict == StepVerdict.Run && steps[dependency].Verdict == StepVerdict.Blocked)
                {
                    steps[position] = Blocked(steps[position].Step, PlanReason.BehindBlocked, $"it waits for '{steps[dependency].Step.Name}', which is blocked");
                }
            }
        }
    }

    /// <summary>Where the outcome of a condition is known before it starts, the other branch and what waits for it is known not to run.</summary>
    private void SkipBranches(PlannedStep[] steps)
    {
        foreach (var position in order.Where(position => steps[position].Verdict == StepVerdict.Run))
        {
            var step = steps[position].Step;
            if (step.Branch is { } branch && KnownOutcome(branch.Condition) is { } outcome && outcome != branch.When)
            {
                steps[position] = Skipped(step, $"the condition '{branch.Condition}' is {(outcome ? "true" : "false")}, so the other branch is taken");
                continue;
            }

            foreach (var dependency in definition.Graph.DependenciesOf(position))
            {
                if (steps[dependency].Reason == PlanReason.BranchNotTaken && steps[position].Verdict == StepVerdict.Run)
                {
                    steps[position] = Skipped(step, $"it waits for '{steps[dependency].Step.Name}', which stands on a branch that is not taken");
                }
            }
        }
    }

    private bool? KnownOutcome(StepName condition)
    {
        if (request.Forced.FirstOrDefault(one => one.Step == condition) is { } forced)
        {
            return forced.Outcome;
        }

        return scope?.Provisions.GetValueOrDefault(definition[condition].Position)?.Result is { } result ? ConditionStepType.Outcome(result) : null;
    }

    private static PlannedStep Skipped(StepDefinition step, string because) => new(step, StepVerdict.Skip, PlanReason.BranchNotTaken, because);
}
