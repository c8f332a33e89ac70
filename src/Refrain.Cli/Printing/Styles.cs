using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>The few colours there are. They repeat what the words say; nobody has to see them.</summary>
internal static class Styles
{
    public static readonly Style Title = new(decoration: Decoration.Bold);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Busy = new(Color.Yellow);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Warning = new(Color.Yellow, decoration: Decoration.Bold);

    public static Style ForStatus(string status) => status switch
    {
        "Succeeded" => Good,
        "Failed" => Bad,
        "Stopped" => Quiet,
        _ => Busy,
    };

    public static Style ForVerdict(string verdict) => verdict switch
    {
        PlannedStepView.Run => Busy,
        PlannedStepView.Reuse => Good,
        PlannedStepView.Blocked => Bad,
        _ => Quiet,
    };

    /// <summary>A table without lines; columns are told apart by blanks, so that cut and awk can read it too.</summary>
    public static Table NewTable(params ReadOnlySpan<TableColumn> columns)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
        {
            table.AddColumn(column.PadLeft(0).PadRight(2));
        }

        columns[^1].PadRight(0);
        return table;
    }

    public static TableColumn Column(string title) => new(new Text(title, Title));

    /// <summary>A column that is never broken over lines: the others give way.</summary>
    public static TableColumn Narrow(string title) => Column(title).NoWrap();

    public static Text Cell(string text, Style? style = null) => new(Screen.Visible(text), style ?? Style.Plain);
}
