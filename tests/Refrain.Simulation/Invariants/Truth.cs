using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;
using Refrain.Core.Steps.Fail;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>The history against what really happened to the jobs.</summary>
public static class Truth
{
    public static IEnumerable<string> EveryAttemptHasOneStart(Scene scene, Run run) =>
        from launch in run.Events.OfType<ExecutionEvent.StepLaunching>()
        let starts = scene.Runtime.Find(Scene.Token(run.Record.Arn, launch.Step, launch.Attempt))?.Starts ?? 0
        where starts != 1 && !(starts == 0 && run.IsGivenUp(launch.Step, launch.Attempt))
        select $"has {starts} for {launch.Step}, attempt {launch.Attempt}";

    public static IEnumerable<string> StepsEndAsTheirJobsDid(Scene scene, Run run)
    {
        foreach (var happened in run.Events.Where(one => one is not ExecutionEvent.StepLaunching))
        {
            if (Run.StepOf(happened) is not { } step || Attempt(happened) is not { } attempt || run.IsGivenUp(step, attempt))
            {
                continue;
            }

            var isLaunched = run.Of(step).Any(one => one is ExecutionEvent.StepLaunching launch && launch.Attempt == attempt);
            var outcome = scene.Runtime.Find(Scene.Token(run.Record.Arn, step, attempt))?.End?.Outcome;
            var agrees = !isLaunched ? IsPossibleWithoutJob(run, happened, step) : outcome switch
            {
                JobOutcome.Exited { Code: 0 } => happened is ExecutionEvent.StepSucceeded,
                JobOutcome.Stopped => happened is ExecutionEvent.StepStopped && run.Events.Any(one => one is ExecutionEvent.ExecutionStopping),
                JobOutcome.Lost => happened is ExecutionEvent.StepFailed or ExecutionEvent.StepBackedOff,
                null => false,
                _ => happened is ExecutionEvent.StepFailed,
            };
            if (!agrees)
            {
                yield return $"says {happened.GetType().Name} of {step}, attempt {attempt}, and its job ended as {outcome}";
            }
        }
    }

    private static int? Attempt(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.StepSucceeded e => e.Attempt,
        ExecutionEvent.StepFailed e => e.Attempt,
        ExecutionEvent.StepStopped e => e.Attempt,
        ExecutionEvent.StepBackedOff e => e.NextAttempt - 1,
        _ => null,
    };

    private static bool IsPossibleWithoutJob(Run run, ExecutionEvent happened, StepName step) => happened switch
    {
        ExecutionEvent.StepSucceeded => run.Definition[step].Type is not IJobStepType,
        ExecutionEvent.StepFailed => run.Definition[step].Type is FailStepType,
        ExecutionEvent.StepStopped => run.Of(step).Any(one => one is ExecutionEvent.StepBackedOff), // between two attempts
        _ => false,
    };

    public static IEnumerable<string> ConditionsChooseByWhatWasReported(Scene scene, Run run)
    {
        foreach (var step in run.Definition.Steps.Where(step => step.Type is ConditionStepType))
        {
            if (run.EndOf(step.Name) is not ExecutionEvent.StepSucceeded { Result: var result })
            {
                continue;
            }

            var forced = run.Record.Plan.Forced?.FirstOrDefault(one => one.Step == step.Name)?.Outcome;
            var expected = forced ?? Expected(scene, run, step.Name.Value);
            if (expected is not null && ConditionStepType.Outcome(result) != expected)
            {
                yield return $"took the other branch of {step.Name}";
            }
        }
    }

    public static IEnumerable<string> NoJobIsUnknown(Scene scene, IReadOnlyList<Run> runs)
    {
        var known = runs.SelectMany(run => run.Events.OfType<ExecutionEvent.StepLaunching>().Select(launch => Scene.Token(run.Record.Arn, launch.Step, launch.Attempt))).ToHashSet();
        var kept = runs.Select(run => run.Id).ToHashSet();
        return scene.Runtime.Jobs.Where(job => kept.Contains(job.Token.ExecutionId) && !known.Contains(job.Token)).Select(job => job.Token.Value);
    }

    public static IEnumerable<string> NoJobIsLeftBehind(Scene scene, IReadOnlyList<Run> runs) =>
        scene.Runtime.Jobs.Where(job => job.End is null || !(job.IsForgotten || job.IsTorn)).Select(job => job.End is null ? $"{job.Token} still runs" : $"{job.Token} was never forgotten");

    /// <summary>Null when the number was given by hand or comes from elsewhere.</summary>
    private static bool? Expected(Scene scene, Run run, string condition)
    {
        var (from, most) = run.Drawn.Thresholds[condition];
        return run.Definition.Find(new StepName(from)) is { } source && run.IsInScope(source) && run.EndOf(source.Name) is ExecutionEvent.StepSucceeded end
            ? scene.Runtime.Find(Scene.Token(run.Record.Arn, source.Name, end.Attempt))?.Behaviour.Value <= most
            : null;
    }
}
