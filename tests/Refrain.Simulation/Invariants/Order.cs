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

    public static IEnumerable<string> NoMoreJobsAtOnce(Scene scene, Run run) =>
        run.Record.MaxParallelSteps is { } most && scene.Runtime.MostAtOnce.GetValueOrDefault(run.Id) is var found && found > most ? [$"had {found} of {most}"] : [];

    private static bool IsBegin(ExecutionEvent happened) =>
        happened is ExecutionEvent.StepLaunching or ExecutionEvent.StepCacheHit or ExecutionEvent.StepSucceeded or ExecutionEvent.StepFailed;
}
