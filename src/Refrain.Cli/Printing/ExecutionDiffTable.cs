using System.Globalization;
using System.Text.Json;
using Refrain.Cli.Api;
using Refrain.Core;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>Steps and metrics of two executions side by side.</summary>
internal static class ExecutionDiffTable
{
    /// <summary>Every step of both, and the whole.</summary>
    public static Table Steps(IEnumerable<JsonElement> steps, TimeSpan? oldTotal, TimeSpan? newTotal)
    {
        var table = Styles.NewTable(
            Styles.Column("STEP"), Styles.Column("OLD"), Styles.Narrow("DURATION").RightAligned(), Styles.Column("NEW"), Styles.Narrow("DURATION").RightAligned());
        foreach (var step in steps)
        {
            var (old, other) = (step.Member("old"), step.Member("new"));
            var isSame = Fate(old) == Fate(other);
            table.AddRow(
                Styles.Cell(step.Required("stepName")),
                Styles.Cell(Fate(old), Styles.Quiet),
                Styles.Cell(Duration(old?.Seconds("seconds"))),
                Styles.Cell(Fate(other), isSame ? Styles.Quiet : Styles.Busy),
                Styles.Cell(Duration(other?.Seconds("seconds"))));
        }

        table.AddRow(Styles.Cell("in all"), Styles.Cell(""), Styles.Cell(Duration(oldTotal)), Styles.Cell(""), Styles.Cell(Duration(newTotal)));
        return table;
    }

    /// <summary>Every metric of both.</summary>
    public static Table Metrics(IEnumerable<JsonElement> steps)
    {
        var table = Styles.NewTable(
            Styles.Column("STEP"), Styles.Column("METRIC"), Styles.Narrow("OLD").RightAligned(), Styles.Narrow("NEW").RightAligned(), Styles.Narrow("DIFFERENCE").RightAligned());
        foreach (var (step, metric) in steps.SelectMany(step => step.Items("metrics").Select(metric => (step, metric))))
        {
            table.AddRow(
                Styles.Cell(step.Required("stepName")),
                Styles.Cell(metric.Required("name")),
                Styles.Cell(Number(metric, "old")),
                Styles.Cell(Number(metric, "new")),
                Styles.Cell(Difference(metric), metric.Member("difference") is { } difference && difference.GetDouble() == 0 ? Styles.Quiet : Style.Plain));
        }

        return table;
    }

    private static string Fate(JsonElement? side)
    {
        var status = side?.Text("status") ?? "not reached";
        var outcome = side?.Text("outcome") is { } found ? $": {found}" : "";
        return status + outcome + side?.Text("origin") switch
        {
            "Reuse" => ", reused",
            "CacheHit" => ", from the cache",
            _ => "",
        };
    }

    private static string Duration(TimeSpan? duration) => duration is { } known ? Durations.Show(known) : "";

    private static string Number(JsonElement metric, string name) => metric.Member(name) is { } value ? Show(value.GetDouble()) : "";

    private static string Difference(JsonElement metric) =>
        metric.Member("difference") is not { } value ? "" : value.GetDouble() is var number && number > 0 ? $"+{Show(number)}" : Show(number);

    private static string Show(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
