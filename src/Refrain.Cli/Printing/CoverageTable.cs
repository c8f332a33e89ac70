using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>What ran and what never did. On a narrow screen year and seconds of the times give way, then the type, then the times.</summary>
internal static class CoverageTable
{
    private const int WithWholeTime = 100;
    private const int WithType = 84;
    private const int WithTime = 76;

    /// <summary>Steps; those without a type are no part of the definition any more.</summary>
    public static Table Steps(string title, IReadOnlyCollection<CoveredStep> steps, int width)
    {
        var hasType = width >= WithType && steps.Any(step => step.Type is not null);
        var hasTime = width >= WithTime;
        var table = Styles.NewTable(
            [
                Styles.Column(title),
                .. hasType ? [Styles.Narrow("TYPE")] : (IEnumerable<TableColumn>)[],
                Styles.Narrow("EXECUTED").RightAligned(),
                .. hasTime ? [Styles.Narrow("LAST TIME")] : (IEnumerable<TableColumn>)[],
                Styles.Narrow("LAST IN"),
                Styles.Narrow("STATUS"),
            ]);
        foreach (var step in steps)
        {
            table.AddRow(
                [
                    Styles.Cell(step.Name),
                    .. hasType ? [Styles.Cell(step.Type ?? "")] : (IEnumerable<Text>)[],
                    Count(step.Executed),
                    .. hasTime ? [Styles.Cell(Time(step.LastAt, width))] : (IEnumerable<Text>)[],
                    Styles.Cell(Id(step.LastArn)),
                    Styles.Cell(step.LastStatus ?? "", step.LastStatus is { } status ? Styles.ForStatus(status) : Style.Plain),
                ]);
        }

        return table;
    }

    /// <summary>Sides of conditions.</summary>
    public static Table Branches(IEnumerable<CoveredBranch> branches, int width)
    {
        var table = Styles.NewTable(
            Styles.Column("CONDITION"), Styles.Narrow("OUTCOME"), Styles.Narrow("TAKEN").RightAligned(), Styles.Narrow("LAST TIME"), Styles.Narrow("LAST IN"));
        foreach (var branch in branches)
        {
            table.AddRow(
                Styles.Cell(branch.Condition), Styles.Cell(branch.Outcome), Count(branch.Taken), Styles.Cell(Time(branch.LastAt, width)), Styles.Cell(Id(branch.LastArn)));
        }

        return table;
    }

    private static Text Count(int count) => count == 0 ? Styles.Cell("never", Styles.Busy) : Styles.Cell($"{count}");

    private static string Id(string? arn) => arn is null ? "" : ExecutionView.IdOf(arn);

    private static string Time(DateTimeOffset? time, int width) => width >= WithWholeTime ? Durations.Show(time) : Durations.ShowShort(time);
}
