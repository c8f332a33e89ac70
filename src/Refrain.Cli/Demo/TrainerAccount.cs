using Refrain.Cli.Api;

namespace Refrain.Cli.Demo;

/// <summary>
/// The train step picks its trainer: LightGBM, or FastTree on a machine where LightGBM's native library finds no libgomp1. Its log
/// says so, and which hyperparameters are then ignored or only approximated.
/// </summary>
internal static class TrainerAccount
{
    private const string TrainerLine = "trainer: ";

    private static readonly string[] limits = ["FastTree instead of", "ignored by ", "approximated by "];

    public static async Task SayAsync(DemoStage stage, ExecutionSnapshot run, CancellationToken cancellationToken)
    {
        var lines = (await stage.LogAsync(run, AbaloneSteps.Train, cancellationToken)).Split('\n', StringSplitOptions.TrimEntries);
        var trainer = Array.Find(lines, line => line.StartsWith(TrainerLine, StringComparison.Ordinal));
        stage.Expectations.Expect("the log of Abalone-Train", trainer is not null, $"a line that begins with '{TrainerLine}'", $"{lines.Length} lines without one");
        if (trainer is not null)
        {
            stage.Fact("Trainer", $"{trainer[TrainerLine.Length..]}");
        }

        foreach (var line in lines.Where(line => Array.Exists(limits, limit => line.StartsWith(limit, StringComparison.Ordinal))))
        {
            stage.Fact("", line);
        }
    }
}
