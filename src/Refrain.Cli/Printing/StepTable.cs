using Refrain.Cli.Api;
using Refrain.Cli.Executions;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>The steps of an execution: step, status, ran or reused (and from which execution), duration.</summary>
internal static class StepTable
{
    private const int NarrowBelow = 76;

    /// <summary>Draws it.</summary>
    /// <param name="snapshot">The execution.</param>
    /// <param name="origins">Who really ran the steps that did not run here, as far as known.</param>
    /// <param name="width">Of the screen; a narrow one has what reuse saved where there is more room.</param>
    /// <param name="now">What running steps are measured against.</param>
    public static Table Draw(ExecutionSnapshot snapshot, IReadOnlyDictionary<string, StepOrigin> origins, int width, DateTimeOffset now)
    {
        var isNarrow = width < NarrowBelow;
        var table = Styles.NewTable(
            Styles.Column("STEP"), Styles.Narrow("STATUS"), Styles.Column("RAN OR REUSED"), Styles.Narrow("DURATION").RightAligned());
        foreach (var step in snapshot.Steps)
        {
            var origin = origins.GetValueOrDefault(step.Name);
            table.AddRow(
                Styles.Cell(step.Name),
                Styles.Cell(step.Status, Styles.ForStatus(step.Status)),
                Styles.Cell(RanOrReused(step, origin) + (isNarrow && Saved(step, origin) is { } saved ? $", {saved}" : ""), step.TakenFromArn is not null ? Styles.Quiet : Style.Plain),
                Styles.Cell(step.TakenFromArn is not null ? isNarrow ? "" : Saved(step, origin) ?? "" : Duration(step, now)));
        }

        return table;
    }

    /// <summary><c>ran</c>, <c>reused from x62pbar3gs6h</c>, <c>ran (condition is True)</c> ...</summary>
    public static string RanOrReused(StepView step, StepOrigin? origin)
    {
        if (step.ReusedFromArn is { } source)
        {
            return $"reused from {ExecutionView.IdOf(source)}"
                + (origin is not null && origin.ExecutionArn != source ? $", made in {ExecutionView.IdOf(origin.ExecutionArn)}" : "");
        }

        if (step.CachedFromArn is { } cached)
        {
            return $"found in the cache, from {ExecutionView.IdOf(cached)}";
        }

        return (step.Outcome, step.Retries) switch
        {
            _ when step.Status is "Starting" or "Executing" or "Stopping" => "runs",
            ({ } outcome, _) => $"ran: {outcome}",
            (_, 0) => "ran",
            (_, 1) => "ran, 1 retry",
            _ => $"ran, {step.Retries} retries",
        };
    }

    private static string? Saved(StepView step, StepOrigin? origin) =>
        step.TakenFromArn is not null && origin?.Duration is { } saved ? $"saved {Durations.Show(saved)}" : null;

    private static string Duration(StepView step, DateTimeOffset now) => step switch
    {
        { Duration: { } duration } => Durations.Show(duration),
        { StartedAt: { } start } => Durations.Show(now - start),
        _ => "",
    };
}
