using Refrain.Cli.Api;
using Refrain.Cli.Pipelines;

namespace Refrain.Cli.Executions;

/// <summary>What to say after an execution that did not succeed: why, where the log is, and the command that goes on from there.</summary>
internal static class FailureAdvice
{
    /// <summary>Lines to print below the table; none when there is nothing to say.</summary>
    public static async Task<IReadOnlyList<string>> ForAsync(SageMakerApi api, ExecutionSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Execution.Status is not ("Failed" or "Stopped"))
        {
            return [];
        }

        var failed = snapshot.Steps.Where(step => step.Status is "Failed").ToList();
        var lines = new List<string>();
        foreach (var step in failed)
        {
            lines.AddRange(["", $"{step.Name} failed: {step.FailureReason ?? "no reason was given"}"]);
            if (step.MadeArn is not null)
            {
                lines.Add($"Its log: refrain logs {snapshot.Execution.Id} --step {step.Name}");
            }
        }

        if (failed.Count == 0 && snapshot.Execution.FailureReason is { } reason)
        {
            lines.AddRange(["", reason]);
        }

        lines.AddRange(await WaysOnAsync(api, snapshot, cancellationToken));
        return lines;
    }

    // A Fail step did what it was made for: nothing is left to be repaired there, and the service does not retry what one has ended.
    private static async Task<IReadOnlyList<string>> WaysOnAsync(SageMakerApi api, ExecutionSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (await PipelineSketch.OfExecutionAsync(api, snapshot.Execution.Arn, cancellationToken) is not { } sketch)
        {
            return [];
        }

        var broken = snapshot.Steps.Where(step => step.Status is "Failed" or "Stopped").Select(step => step.Name).ToHashSet();
        var types = sketch.Steps.Where(step => broken.Contains(step.Name)).Select(step => step.Type).ToList();
        if (types.Count > 0 && types.All(type => type is "Fail"))
        {
            return [];
        }

        var id = snapshot.Execution.Id;
        List<string> lines =
        [
            "",
            snapshot.Execution.Status == "Stopped" ? "To go on from there:" : "When the cause is gone, go on from there:",
            $"  refrain resume {id}  (a new execution: runs what failed and what never ran, reuses the rest)",
        ];
        if (!types.Contains("Fail"))
        {
            lines.Add($"  refrain retry {id}   (the same execution goes on)");
        }

        return lines;
    }
}
