using Refrain.Cli.Api;

namespace Refrain.Cli.Printing;

/// <summary>One line for each change of a step, with the time since the execution's start.</summary>
internal sealed class ProgressLines(Screen screen)
{
    private readonly Dictionary<string, string> shown = [];

    /// <summary>Prints what changed since the last call.</summary>
    public void Show(ExecutionSnapshot snapshot)
    {
        foreach (var step in snapshot.Steps)
        {
            // "Starting" lasts a moment and says no more than what follows.
            if (step.Status is not "Starting" && shown.GetValueOrDefault(step.Name) != step.Status)
            {
                shown[step.Name] = step.Status;
                var since = (step.EndedAt ?? step.StartedAt) - snapshot.Execution.StartedAt;
                screen.Line($"{(since is { } time ? Durations.Show(time) : ""),12}  {step.Name}: {What(step)}");
            }
        }
    }

    private static string What(StepView step) => step switch
    {
        { ReusedFromArn: { } source } => $"reused from {ExecutionView.IdOf(source)}",
        { CachedFromArn: { } source } => $"found in the cache, from {ExecutionView.IdOf(source)}",
        { Outcome: { } outcome, Status: "Succeeded" } => outcome,
        { Duration: { } duration } => $"{step.Status} after {Durations.Show(duration)}",
        _ => step.Status,
    };
}
