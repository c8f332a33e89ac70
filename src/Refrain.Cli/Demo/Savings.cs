using Refrain.Cli.Api;
using Refrain.Cli.Executions;
using Refrain.Cli.Printing;
using Spectre.Console;

namespace Refrain.Cli.Demo;

/// <summary>What reuse saved, run by run, and what the runs cost all the same.</summary>
internal sealed class Savings
{
    private readonly List<Entry> entries = [];

    /// <summary>The chapter that the runs to come belong to.</summary>
    public string Chapter { get; set; } = "";

    /// <summary>Takes down a selective run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="origins">Who really made what it reused.</param>
    /// <returns>What it saved.</returns>
    public TimeSpan Add(ExecutionSnapshot run, IReadOnlyDictionary<string, StepOrigin> origins)
    {
        var ran = run.Steps.Where(step => !step.WasReused).ToList();
        var saved = Sum(origins.Values.Select(origin => origin.Duration));
        entries.Add(new Entry(Chapter, ran.Count, origins.Count, Sum(ran.Select(step => step.Duration)), saved));
        return saved;
    }

    /// <summary>A row for each chapter and one for all.</summary>
    public Table Draw()
    {
        var table = Styles.NewTable(
            Styles.Column("SELECTIVE RUNS"),
            Styles.Narrow("STEPS RUN").RightAligned(),
            Styles.Narrow("REUSED").RightAligned(),
            Styles.Narrow("RUN FOR").RightAligned(),
            Styles.Narrow("SAVED").RightAligned());
        foreach (var chapter in entries.GroupBy(entry => entry.Chapter))
        {
            AddRow(table, chapter.Key, [.. chapter], Style.Plain);
        }

        AddRow(table, "All", entries, Styles.Title);
        return table;
    }

    private static void AddRow(Table table, string title, IReadOnlyList<Entry> of, Style style) => table.AddRow(
        Styles.Cell(title, style),
        Styles.Cell($"{of.Sum(entry => entry.Ran)}", style),
        Styles.Cell($"{of.Sum(entry => entry.Reused)}", style),
        Styles.Cell(Durations.Show(Sum(of.Select(entry => (TimeSpan?)entry.Time))), style),
        Styles.Cell(Durations.Show(Sum(of.Select(entry => (TimeSpan?)entry.Saved))), style));

    private static TimeSpan Sum(IEnumerable<TimeSpan?> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + (time ?? TimeSpan.Zero));

    private sealed record Entry(string Chapter, int Ran, int Reused, TimeSpan Time, TimeSpan Saved);
}
