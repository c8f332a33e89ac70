using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>What comes before what.</summary>
public static class Order
{
    public static IEnumerable<string> StepsWaitForTheirDependencies(Scene scene, Run run)
    {
        var done = new HashSet<StepName>();
        foreach (var happened in run.Events)
        {
            if (Run.StepOf(happened) is { } name && IsBegin(happened))
            {
                foreach (var before in run.Definition.Graph.DependenciesOf(run.Definition[name].Position).ToArray().Select(position => run.Definition.Steps[position]))
                {
                    if (run.IsInScope(before) && !done.Contains(before.Name))
                    {
                        yield return $"began {name} before {before.Name} was done";
                    }
                }
            }

            if (happened is ExecutionEvent.StepSucceeded or ExecutionEvent.StepCacheHit)
            {
                done.Add(Run.StepOf(happened)!.Value); // both name one
            }
        }
    }

    public static IEnumerable<string> NothingBeginsAfterAStopOrAFailure(Scene scene, Run run)
    {
        var halted = false;
        foreach (var happened in run.Events)
        {
            if (halted && happened is (ExecutionEvent.StepLaunching or ExecutionEvent.StepCacheHit))
            {
                yield return $"has {happened.GetType().Name} of {Run.StepOf(happened)} after it";
            }

            halted = happened switch
            {
                ExecutionEvent.ExecutionRetried => false,
                ExecutionEvent.ExecutionStopping or ExecutionEvent.StepFailed => true,
                _ => halted,
            };
        }
    }

    public static IEnumerable<string> NoMoreStepsAtOnce(Scene scene, Run run)
    {
        var limits = scene.Stores.Executions.Limits(run.Record.Arn);
        var active = new HashSet<StepName>();
        foreach (var happened in run.Events)
        {
            switch (happened)
            {
                case ExecutionEvent.StepLaunching e when active.Add(e.Step) && Most(limits, e.At, scene.Hearsay) is { } most && active.Count > most:
                    yield return $"had {active.Count} of {most} when {e.Step} began";
                    break;
                case ExecutionEvent.StepBackedOff e:
                    active.Add(e.Step); // between two attempts it keeps its place
                    break;
                case ExecutionEvent.StepSucceeded or ExecutionEvent.StepFailed or ExecutionEvent.StepStopped or ExecutionEvent.StepCacheHit:
                    active.Remove(Run.StepOf(happened)!.Value); // all of them name one
                    break;
            }
        }
    }

    /// <summary>The largest limit of the last minutes, since whoever drives the execution need not have heard of a newer one; null when there was none.</summary>
    private static int? Most(IReadOnlyList<(DateTimeOffset From, int? Most)> limits, DateTimeOffset at, TimeSpan hearsay)
    {
        var before = limits.Where(limit => limit.From <= at - hearsay).TakeLast(1);
        var recent = limits.Where(limit => limit.From > at - hearsay && limit.From <= at);
        var known = before.Concat(recent).Select(limit => limit.Most).ToList();
        return known.Contains(null) ? null : known.Max();
    }

    private static bool IsBegin(ExecutionEvent happened) =>
        happened is ExecutionEvent.StepLaunching or ExecutionEvent.StepCacheHit or ExecutionEvent.StepSucceeded or ExecutionEvent.StepFailed;
}
