using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>What ran, what did not, and what that comes to: a second, naive opinion on the rules.</summary>
public static class Progress
{
    public static IEnumerable<string> EveryExecutionEnds(Scene scene, Run run) =>
        run.Record.HasEnded ? [] : [$"is {run.Record.Status} after {run.Events.Count} events, the last of them {run.Events[^1]}"];

    /// <summary>Asked when everybody had all the time they need: who has no job of its own then must have found every slot taken.</summary>
    public static IEnumerable<string> NobodyStarves(Scene scene)
    {
        var running = scene.Runtime.Jobs.Where(job => job.End is null).ToList();
        var isFull = running.Count >= scene.Capacity.Jobs || scene.ClaimedCpus() + PipelineMaker.MostCpus > scene.Capacity.Cpus;
        return scene.Stores.Executions.All
            .Where(record => !record.HasEnded && !isFull && running.TrueForAll(job => job.Token.ExecutionId != record.Arn.ExecutionId))
            .Select(record => $"Nobody waits for ever: {record.Arn.ExecutionId} does, with {running.Count} jobs of {scene.Capacity.Jobs}.");
    }

    public static IEnumerable<string> WhatIsReachableRanAndNothingElse(Scene scene, Run run)
    {
        var skipped = new HashSet<int>();
        var halted = run.SinceRetry.Any(happened => happened is ExecutionEvent.ExecutionStopping or ExecutionEvent.StepFailed);
        foreach (var step in run.Definition.Graph.RunOrder().Select(position => run.Definition.Steps[position]))
        {
            var touched = run.IsTouched(step.Name);
            if (!run.IsInScope(step))
            {
                if (run.Of(step.Name).Any())
                {
                    yield return $"ran {step.Name}, which was not selected";
                }

                continue;
            }

            var waitsFor = run.Definition.Graph.DependenciesOf(step.Position).ToArray().Where(before => run.IsInScope(run.Definition.Steps[before])).ToList();
            if (waitsFor.Any(skipped.Contains) || IsOnOtherBranch(run, step))
            {
                skipped.Add(step.Position);
                if (touched)
                {
                    yield return $"ran {step.Name}, on a branch that was not taken";
                }
            }
            else if (waitsFor.All(before => IsDone(run, run.Definition.Steps[before].Name)))
            {
                if (!touched && !halted)
                {
                    yield return $"never ran {step.Name}";
                }
            }
            else if (touched)
            {
                yield return $"ran {step.Name} before what it waits for";
            }
        }
    }

    public static IEnumerable<string> TheStatusFollows(Scene scene, Run run)
    {
        var expected = run.Definition.Steps.Any(step => run.EndOf(step.Name) is ExecutionEvent.StepFailed) ? ExecutionStatus.Failed
            : run.SinceRetry.Any(happened => happened is ExecutionEvent.ExecutionStopping) ? ExecutionStatus.Stopped
            : ExecutionStatus.Succeeded;
        if (run.Record.HasEnded && run.Record.Status != expected)
        {
            yield return $"is {run.Record.Status} and not {expected}";
        }

        foreach (var step in run.Definition.Steps.Where(step => run.Record.HasEnded && run.IsTouched(step.Name) && run.EndOf(step.Name) is null))
        {
            yield return $"ended while {step.Name} had not";
        }
    }

    internal static bool IsDone(Run run, StepName step) => run.EndOf(step) is ExecutionEvent.StepSucceeded or ExecutionEvent.StepCacheHit;

    private static bool IsOnOtherBranch(Run run, StepDefinition step) =>
        step.Branch is { } branch && run.EndOf(branch.Condition) is ExecutionEvent.StepSucceeded { Result: var result } && ConditionStepType.Outcome(result) != branch.When;
}
