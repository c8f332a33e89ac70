using Refrain.Cli.Api;
using Spectre.Console;

namespace Refrain.Cli.Printing;

/// <summary>A plan for people: headline, table, what to know first, sum.</summary>
internal static class PlanPage
{
    /// <summary>Prints it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="resumes">The id of the execution that would be resumed, which is the reference then; null for any other run.</param>
    public static void Show(Screen screen, PlanView plan, string? resumes = null)
    {
        screen.Line(Headline(plan, resumes), Styles.Title);
        foreach (var group in plan.Parameters.GroupBy(parameter => parameter.From))
        {
            screen.Line($"Parameters {(group.Key is "reference" ? "from the reference" : group.Key)}: {string.Join(", ", group.Select(one => one.Text))}", Style.Plain);
        }

        screen.Line();
        screen.Write(PlanTable.Draw(plan, screen.Width));
        screen.Line();
        foreach (var notice in InOrder(plan))
        {
            screen.Write(new Paragraph().Append($"{Label(notice)}: ", notice.IsNote ? Styles.Quiet : Styles.Warning).Append(Screen.Visible(notice.Message), Style.Plain));
        }

        if (plan.Notices.Count > 0)
        {
            screen.Line();
        }

        screen.Line(Sum(plan), Style.Plain);
    }

    /// <summary>Warnings beside a start: those that are not the server's reason to refuse it.</summary>
    public static void Warn(Screen screen, PlanView plan, bool withSilentOverrides)
    {
        foreach (var notice in InOrder(plan).Where(notice => !notice.IsNote && (withSilentOverrides || notice.Kind is not PlanNoticeView.SilentOverride)))
        {
            screen.Aside($"{Label(notice)}: {notice.Message}");
        }
    }

    /// <summary>For example <c>2 run, 3 reuse.</c> and what it takes and saves.</summary>
    public static string Sum(PlanView plan)
    {
        var counts = new[] { PlannedStepView.Run, PlannedStepView.Reuse, PlannedStepView.Skip, PlannedStepView.Blocked }
            .Select(verdict => (Count: plan.Count(verdict), Word: verdict.ToLowerInvariant()))
            .Where(one => one.Count > 0)
            .Select(one => $"{one.Count} {one.Word}");
        var seconds = plan.Outcome is "work" ? $" {Takes(plan)}" : plan.Outcome is "nothing" ? " Nothing would run." : "";
        return $"{string.Join(", ", counts)}.{seconds}";
    }

    private static string Takes(PlanView plan)
    {
        var unknown = plan.Steps.Where(step => step is { Verdict: PlannedStepView.Run, Seconds: null }).Select(step => step.Name).ToList();
        var (wall, all) = (Show(plan.EstimatedWallSeconds), Show(plan.EstimatedSeconds));
        var takes = unknown.Count == plan.Count(PlannedStepView.Run)
            ? "How long that takes is not known: none of them ran before"
            : $"Would take about {wall}{(wall == all ? "" : $" ({all} one after the other)")}{Besides(unknown)}";
        var saves = plan.Count(PlannedStepView.Reuse) > 0 && plan.SavedSeconds > 0 ? $", saves about {Show(plan.SavedSeconds)} against running the reused steps again" : "";
        return $"{takes}{(unknown.Count > 0 && saves.Length > 0 ? $"; {saves[2..]}" : saves)}.";
    }

    private static string Besides(List<string> unknown) => unknown.Count switch
    {
        0 => "",
        1 => $", besides {unknown[0]}, which never ran before",
        _ => $", besides {unknown.Count} steps that never ran before",
    };

    private static string Headline(PlanView plan, string? resumes)
    {
        var age = plan.Reference?.AgeSeconds is { } seconds ? $", started {Durations.Age(TimeSpan.FromSeconds(seconds))}" : "";
        var standing = plan.Reference is { } reference ? $" ({reference.Status}{age})" : "";
        return resumes is null
            ? $"Plan for {plan.Pipeline}, version {plan.Version}{(plan.Reference is { } from ? $"; reference {ExecutionView.IdOf(from.Arn)}{standing}" : "")}"
            : $"Plan to resume {resumes} of {plan.Pipeline}{standing}, version {plan.Version}";
    }

    // What would be lost without a word comes first.
    private static IEnumerable<PlanNoticeView> InOrder(PlanView plan) => plan.Notices.OrderBy(notice => notice switch
    {
        { Level: "error" } => 0,
        { Kind: PlanNoticeView.SilentOverride } => 1,
        { IsNote: false } => 2,
        _ => 3,
    });

    private static string Label(PlanNoticeView notice) => notice.Kind is PlanNoticeView.SilentOverride ? "warning, without effect" : notice.Level;

    private static string Show(double seconds) => Durations.Show(TimeSpan.FromSeconds(seconds));
}
