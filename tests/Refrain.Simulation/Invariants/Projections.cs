using Refrain.Core.Executions;
using Refrain.Engine.Ports;
using Refrain.Simulation.Stories;

namespace Refrain.Simulation.Invariants;

/// <summary>What callers read against the history it was made from.</summary>
public static class Projections
{
    public static IEnumerable<string> ReportsAreTheFold(Scene scene, Run run)
    {
        var state = new ExecutionState(run.Definition, (ExecutionEvent.ExecutionStarted)run.Events[0], run.Record.Arn.Pipeline.Scope);
        foreach (var happened in run.Events.Skip(1))
        {
            state.Apply(happened);
        }

        if (state.Status != run.Record.Status || state.FailureReason != run.Record.FailureReason || state.Length != run.Record.Length)
        {
            yield return $"is shown as {run.Record.Status} with {run.Record.Length} events and is {state}";
        }

        var saved = run.Reports.ToDictionary(report => report.Position);
        foreach (var position in Enumerable.Range(0, run.Definition.Steps.Count).Where(position => run.Of(run.Definition.Steps[position].Name).Any()))
        {
            var report = state.Report(position);
            if (!saved.Remove(position, out var found) || found != report)
            {
                yield return $"shows {report.Step} as {found?.Status.ToString() ?? "nothing"} at {found?.Length}, and it is {report.Status} at {report.Length}";
            }
        }

        foreach (var extra in saved.Values)
        {
            yield return $"shows {extra.Step}, of which nothing is recorded";
        }
    }

    public static IEnumerable<string> JobsAreShownAsTheyEnded(Scene scene, Run run)
    {
        foreach (var launch in run.Events.OfType<ExecutionEvent.StepLaunching>().GroupBy(launch => launch.Step).Select(launches => launches.Last()))
        {
            var kind = run.Definition[launch.Step].Type.Name == "Training" ? JobKind.TrainingJob : JobKind.ProcessingJob;
            var shown = Ledger.Now(scene.Stores.Jobs.FindAsync(run.Record.Arn.Pipeline.Scope, kind, launch.JobName, CancellationToken.None))?.Status;
            var expected = run.EndOf(launch.Step) switch
            {
                ExecutionEvent.StepSucceeded => "Completed",
                ExecutionEvent.StepFailed => "Failed",
                ExecutionEvent.StepStopped e when e.Attempt == launch.Attempt => "Stopped",
                _ => shown,
            };
            if (shown != expected)
            {
                yield return $"shows the job of {launch.Step} as {shown}, and it is {expected}";
            }
        }
    }
}
