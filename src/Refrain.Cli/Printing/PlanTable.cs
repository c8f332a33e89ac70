using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>The steps of a plan: what becomes of each, why, where a reused result is from, and what it takes. A narrow screen has the source in the reason's place.</summary>
internal static class PlanTable
{
    private const int NarrowBelow = 100;

    public static Table Draw(PlanView plan, int width)
    {
        var isNarrow = width < NarrowBelow || plan.Steps.All(step => step.SourceArn is null);
        var table = Styles.NewTable(
            [
                Styles.Narrow("PLAN"),
                Styles.Column("STEP"),
                Styles.Column("WHY"),
                .. isNarrow ? (IEnumerable<TableColumn>)[] : [Styles.Column("RESULT FROM")],
                Styles.Narrow("SECONDS").RightAligned(),
            ]);
        foreach (var step in plan.Steps)
        {
            var source = Source(step);
            table.AddRow(
                [
                    Styles.Cell(step.Verdict, Styles.ForVerdict(step.Verdict)),
                    Styles.Cell(step.Name),
                    isNarrow && source.Count > 0 ? Append(new Paragraph("from "), source) : new Paragraph(Why(step)),
                    .. isNarrow ? (IEnumerable<Paragraph>)[] : [Append(new Paragraph(), source)],
                    Styles.Cell(step.Seconds is { } seconds ? Seconds(seconds) : "", step.Verdict is PlannedStepView.Run ? Style.Plain : Styles.Quiet),
                ]);
        }

        return table;
    }

    /// <summary>The reason; that of a reused step without the execution, which stands beside it.</summary>
    private static string Why(PlannedStepView step) => Screen.Visible(step switch
    {
        { Code: "in-reference", SourceArn: not null } => "not selected",
        { Code: "in-chosen-execution", SourceArn: not null } => "not selected; named with --reuse",
        { MayHitCache: true } => $"{step.Reason}; may be found in the cache",
        _ => step.Reason,
    });

    private static IReadOnlyList<(string Text, Style Style)> Source(PlannedStepView step)
    {
        if (step.SourceArn is not { } source)
        {
            return [];
        }

        var madeBy = step.MadeByArn is { } origin && origin != source ? $", made by {ExecutionView.IdOf(origin)}" : "";
        var age = step.AgeSeconds is { } seconds ? $", {Durations.Age(TimeSpan.FromSeconds(seconds))}" : "";
        return
        [
            (Screen.Visible($"{ExecutionView.IdOf(source)}{madeBy}{age}"), Style.Plain),
            .. step.Stale.Count > 0 ? [($"; stale: {Screen.Visible(string.Join(", ", step.Stale))}", Styles.Warning)] : (IEnumerable<(string, Style)>)[],
        ];
    }

    private static Paragraph Append(Paragraph paragraph, IReadOnlyList<(string Text, Style Style)> parts) =>
        parts.Aggregate(paragraph, (whole, part) => whole.Append(part.Text, part.Style));

    private static string Seconds(double seconds) => seconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
