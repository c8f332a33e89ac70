using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Requests;

/// <summary>Everything a plan is made from, before the planner is asked.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">The version that would run.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="ReferenceRecord">The reference as stored; null when there is none.</param>
/// <param name="Reference">What the caller's words for it led to, with all of its steps.</param>
/// <param name="Overrides">Overrides, inherited ones included.</param>
/// <param name="Inherited">Those that were taken from another execution.</param>
public sealed record PlanDraft(
    PipelineRecord Pipeline,
    int Version,
    PipelineDefinition Definition,
    ExecutionRecord? ReferenceRecord,
    ReferenceLookup Reference,
    ValueList<ParameterOverride> Overrides,
    ValueList<string> Inherited)
{
    /// <summary>The chosen steps; null for all.</summary>
    public ValueList<StepName>? Selected { get; init; }

    /// <summary>Results given by hand.</summary>
    public ValueList<SuppliedResult> Supplied { get; init; } = [];

    /// <summary>Outcomes given by hand.</summary>
    public ValueList<ForcedCondition> Forced { get; init; } = [];

    /// <summary>Steps whose result comes from an execution of their own.</summary>
    public ValueList<StepReuse> Reuse { get; init; } = [];

    /// <summary>How the selection came about.</summary>
    public SelectionOrigin? Origin { get; init; }

    /// <summary>Why a step was chosen, where there is more to say than that it was.</summary>
    public Func<StepName, PlanReason?> Chosen { get; init; } = _ => null;

    /// <summary>Newer executions that were not taken as the reference because they still run.</summary>
    public ValueList<PipelineExecutionArn> PassedOver { get; init; } = [];

    internal ReferenceExecution? Execution => (Reference as ReferenceLookup.Found)?.Execution;

    internal ReferenceExecution? ExecutionFor(StepName step) =>
        Reuse.FirstOrDefault(one => one.Step == step) is { } own ? (own.Source as ReferenceLookup.Found)?.Execution : Execution;
}

/// <summary>Gathers what a plan needs to know of the world, asks the planner, and explains its answer.</summary>
public sealed class PlanMaker(FreshnessReader freshness, IExecutionStatistics statistics, TimeProvider clock, ReferenceRule rule)
{
    private const int RunsForDurations = 5;

    /// <summary>The plan.</summary>
    public async Task<PlannedExecution> MakeAsync(PlanDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var request = new PlanRequest(draft.Definition, draft.Version, draft.Overrides, draft.Selected, draft.Reference, rule)
        {
            Reuse = draft.Reuse,
            Supplied = draft.Supplied,
            Forced = draft.Forced,
            Origin = draft.Origin,
            Unstageable = step => freshness.Unstageable(draft.ExecutionFor(step)?.Step(step)?.Result),
        };
        var answer = ExecutionPlanner.Plan(request);
        var reused = Reused(draft);
        var today = await TodayAsync(draft, reused, cancellationToken);
        var overwritten = await OverwrittenAsync(draft, reused, cancellationToken);
        var seconds = await SecondsAsync(draft, cancellationToken);
        var report = PlanReport.Of(request, answer, new PlanFacts
        {
            Now = now,
            Today = today.GetValueOrDefault,
            Seconds = step => seconds.TryGetValue(step, out var took) ? took : null,
            Overwritten = step => overwritten.GetValueOrDefault(step) ?? [],
            Chosen = draft.Chosen,
            Inherited = draft.Inherited,
        });
        return new PlannedExecution(draft.Pipeline, draft.Version, request, answer, WithPassedOver(report, draft), draft.ReferenceRecord, draft.Inherited) { At = now };
    }

    /// <summary>What changed of each of the steps since the reference; empty for those that did not.</summary>
    public async Task<IReadOnlyDictionary<StepName, ValueList<StaleReason>>> ChangesAsync(PlanDraft draft, IEnumerable<StepDefinition> steps, CancellationToken cancellationToken)
    {
        var changes = new Dictionary<StepName, ValueList<StaleReason>>();
        if (draft.Execution is not { } reference)
        {
            throw RefusalException.Invalid("What was modified can only be told against a reference execution, and there is none that has ended. Run the pipeline once, or name one.");
        }

        var all = steps.ToList();
        var parameters = ParameterBinder.Bind(draft.Definition.Parameters, draft.Overrides, _ => { });
        var today = await freshness.TodayAsync(draft.Definition, parameters, reference, all, cancellationToken);
        foreach (var step in all)
        {
            changes[step.Name] = StepFreshness.Changes(step, reference, parameters, today.GetValueOrDefault(step.Name));
        }

        return changes;
    }

    private static List<StepDefinition> Reused(PlanDraft draft)
    {
        if (draft.Selected is not { } selected)
        {
            return [];
        }

        var (selection, _) = StepSelection.Of(draft.Definition, selected);
        return selection.Ancestors.Select(position => draft.Definition.Steps[position]).ToList();
    }

    private async Task<Dictionary<StepName, StepToday>> TodayAsync(PlanDraft draft, List<StepDefinition> reused, CancellationToken cancellationToken)
    {
        var found = new Dictionary<StepName, StepToday>();
        var parameters = ParameterBinder.Bind(draft.Definition.Parameters, draft.Overrides, _ => { });
        foreach (var group in reused.GroupBy(step => draft.ExecutionFor(step.Name)).Where(group => group.Key is not null))
        {
            // A result is judged on top of the results it would be used with, whichever execution each of them is from.
            var source = group.Key! with { Step = name => draft.ExecutionFor(name)?.Step(name) }; // the filter above left only executions
            foreach (var (step, today) in await freshness.TodayAsync(draft.Definition, parameters, source, group, cancellationToken))
            {
                found[step] = today;
            }
        }

        return found;
    }

    private async Task<Dictionary<StepName, ValueList<string>>> OverwrittenAsync(PlanDraft draft, List<StepDefinition> reused, CancellationToken cancellationToken)
    {
        var found = new Dictionary<StepName, ValueList<string>>();
        foreach (var step in reused)
        {
            if (await freshness.OverwrittenAsync(draft.ExecutionFor(step.Name)?.Step(step.Name)?.Result, cancellationToken) is { Count: > 0 } keys)
            {
                found[step.Name] = keys;
            }
        }

        return found;
    }

    private async Task<Dictionary<StepName, double>> SecondsAsync(PlanDraft draft, CancellationToken cancellationToken)
    {
        var durations = await statistics.DurationsAsync(draft.Pipeline.Id, draft.Definition.Graph.Names, RunsForDurations, cancellationToken);
        return durations.ToDictionary(one => one.Step, one => Median(one.Latest));
    }

    private static double Median(ValueList<TimeSpan> runs)
    {
        var sorted = runs.Select(run => run.TotalSeconds).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static PlanReport WithPassedOver(PlanReport report, PlanDraft draft) => draft.PassedOver.Count == 0
        ? report
        : report with
        {
            Notices =
            [
                .. report.Notices,
                new PlanNotice(
                    "passed-over",
                    NoticeLevel.Note,
                    $"{string.Join(", ", draft.PassedOver.Select(arn => arn.ExecutionId))} still run{(draft.PassedOver.Count == 1 ? "s, so it" : ", so they")} cannot be the reference.",
                    []),
            ],
        };
}
