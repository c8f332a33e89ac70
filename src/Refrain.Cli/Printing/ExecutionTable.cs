using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Executions of one pipeline.</summary>
internal static class ExecutionTable
{
    public static Table Draw(IEnumerable<ExecutionView> executions, DateTimeOffset now)
    {
        var table = Styles.NewTable(
            Styles.Narrow("EXECUTION"), Styles.Narrow("STATUS"), Styles.Narrow("STARTED"), Styles.Narrow("DURATION").RightAligned(), Styles.Column("STEPS"));
        foreach (var execution in executions)
        {
            var until = execution.HasEnded ? execution.ChangedAt : now;
            table.AddRow(
                Styles.Cell(execution.Id),
                Styles.Cell(execution.Status, Styles.ForStatus(execution.Status)),
                Styles.Cell(Durations.Show(execution.StartedAt)),
                Styles.Cell(until - execution.StartedAt is { } duration ? Durations.Show(duration) : ""),
                Styles.Cell(Steps(execution)));
        }

        return table;
    }

    private static string Steps(ExecutionView execution) => (execution.SelectedSteps, execution.SourceArn) switch
    {
        ({ Count: 0 }, _) => "all",
        (var selected, null) => string.Join(", ", selected),
        (var selected, { } source) => $"{string.Join(", ", selected)}; rest from {ExecutionView.IdOf(source)}",
    };
}
