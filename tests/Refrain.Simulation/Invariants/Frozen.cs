using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>What was made once stays what it was, for everybody who took it over.</summary>
public static class Frozen
{
    public static IEnumerable<string> InputsAreWhatWasRecorded(Scene scene, Run run)
    {
        foreach (var launch in run.Events.OfType<ExecutionEvent.StepLaunching>())
        {
            foreach (var drawn in run.Drawn.Inputs.Where(one => one.Step == launch.Step.Value))
            {
                var made = Made(scene, run, new StepName(drawn.From));
                var found = launch.Inputs.FirstOrDefault(input => input.Name == drawn.Input)?.Content;
                if (made is not null && found?.Digest != made.Digest)
                {
                    yield return $"gave {launch.Step} something else as {drawn.Input} than {drawn.From} had made";
                }
            }
        }
    }

    public static IEnumerable<string> ReusedStepsHadEndedWell(Scene scene, Run run)
    {
        foreach (var source in run.Record.Plan.Selective?.Reused ?? [])
        {
            var events = Ledger.Now(scene.Stores.Executions.HistoryAsync(source.Execution, 0, source.Length, CancellationToken.None));
            var done = events.Where(IsSuccess).Select(Run.StepOf).ToHashSet();
            var given = (events is [ExecutionEvent.ExecutionStarted begun, ..] ? begun : null)?.Plan.Supplied?.Select(one => one.Step).ToHashSet() ?? [];
            foreach (var step in source.Steps.Positions().Select(position => run.Definition.Steps[position].Name).Where(step => !done.Contains(step) && !given.Contains(step)))
            {
                yield return $"reuses {step} of {source.Execution.ExecutionId}, which had not";
            }
        }
    }

    public static IEnumerable<string> CacheHitsStandForRealRuns(Scene scene, Run run) => run.Events.OfType<ExecutionEvent.StepCacheHit>()
        .Where(hit => !IsRealSuccess(scene, hit.Source, hit.Step))
        .Select(hit => $"takes {hit.Step} from {hit.Source.ExecutionId}");

    public static IEnumerable<string> TheCacheRemembersRealSuccesses(Scene scene, IReadOnlyList<Run> runs) => scene.Stores.StepCache.All
        .Where(one => !IsRealSuccess(scene, one.Execution, one.Entry.Step))
        .Select(one => $"{one.Entry.Step} of {one.Execution.ExecutionId} is none");

    private static bool IsRealSuccess(Scene scene, PipelineExecutionArn execution, StepName step) =>
        scene.Runtime.Jobs.Any(job => job.Token.ExecutionId == execution.ExecutionId && job.Token.Step == step && job.End?.Outcome is JobOutcome.Exited { Code: 0 });

    private static bool IsSuccess(ExecutionEvent happened) => happened is ExecutionEvent.StepSucceeded or ExecutionEvent.StepCacheHit;

    /// <summary>What a step had made, by this execution's own record or by the frozen part of the one it reuses; null when it was given by hand.</summary>
    private static ContentManifest? Made(Scene scene, Run run, StepName step)
    {
        if (run.IsGiven(step))
        {
            return null;
        }

        if (run.IsInScope(run.Definition[step]))
        {
            return Content(run.EndOf(step));
        }

        var position = run.Definition[step].Position;
        var source = run.Record.Plan.Selective?.Reused.FirstOrDefault(one => one.Steps.Contains(position));
        var events = source is null ? [] : Ledger.Now(scene.Stores.Executions.HistoryAsync(source.Execution, 0, source.Length, CancellationToken.None));
        return Content(events.LastOrDefault(happened => IsSuccess(happened) && Run.StepOf(happened) == step));
    }

    private static ContentManifest? Content(ExecutionEvent? end)
    {
        StepResult? result = end switch
        {
            ExecutionEvent.StepSucceeded e => e.Result,
            ExecutionEvent.StepCacheHit e => e.Result,
            _ => null,
        };
        return result?.Outputs.FirstOrDefault(output => output.Name == "out")?.Content;
    }
}
