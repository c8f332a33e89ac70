using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Executions of one pipeline. On a narrow screen the start gives way: first its year and seconds, then all of it; the order tells it, too.</summary>
internal static class ExecutionTable
{
    private const int WithWholeStart = 100;
    private const int WithShortStart = 76;

    public static Table Draw(IEnumerable<ExecutionView> executions, int width, DateTimeOffset now)
    {
        var hasStart = width >= WithShortStart;
        var table = Styles.NewTable(
            [
                Styles.Narrow("EXECUTION"),
                Styles.Narrow("STATUS"),
                .. hasStart ? [Styles.Narrow("STARTED")] : (IEnumerable<TableColumn>)[],
                Styles.Narrow("DURATION").RightAligned(),
                Styles.Column("STEPS"),
            ]);
        foreach (var execution in executions)
        {
            var until = execution.HasEnded ? execution.ChangedAt : now;
            var start = width >= WithWholeStart ? Durations.Show(execution.StartedAt) : Durations.ShowShort(execution.StartedAt);
            table.AddRow(
                [
                    Styles.Cell(execution.Id),
                    Styles.Cell(execution.Status, Styles.ForStatus(execution.Status)),
                    .. hasStart ? [Styles.Cell(start)] : (IEnumerable<Text>)[],
                    Styles.Cell(until - execution.StartedAt is { } duration ? Durations.Show(duration) : ""),
                    Styles.Cell(Steps(execution)),
                ]);
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
