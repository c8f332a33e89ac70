using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Planning;

/// <summary>What a plan can say about the world; everything in it was read before.</summary>
public sealed record PlanFacts
{
    /// <summary>When it is.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What a step would be made from now; null when nobody looked.</summary>
    public Func<StepName, StepToday?> Today { get; init; } = _ => null;

    /// <summary>Seconds that a step took in its recent runs (median); null when it never ran.</summary>
    public Func<StepName, double?> Seconds { get; init; } = _ => null;

    /// <summary>Keys that hold something else today than what was recorded of a step's outputs.</summary>
    public Func<StepName, ValueList<string>> Overwritten { get; init; } = _ => [];

    /// <summary>Parameters whose value was taken from another execution: nobody expects an effect of them.</summary>
    public ValueList<string> Inherited { get; init; } = [];

    /// <summary>Why a step was chosen, where the choice says more than that it was; null elsewhere.</summary>
    public Func<StepName, PlanReason?> Chosen { get; init; } = _ => null;
}

/// <summary>What becomes of one step, and why.</summary>
/// <param name="Step">The step.</param>
/// <param name="Verdict">Run, reuse, skip or blocked.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Because">Why, as a sentence without its full stop.</param>
public sealed record PlannedStep(StepDefinition Step, StepVerdict Verdict, PlanReason Reason, string Because)
{
    /// <summary>Where a reused result is from; null when the step is not reused, or its outputs were given by hand.</summary>
    public PlannedSource? Source { get; init; }

    /// <summary>What it will take, or for a reused step what is saved, in seconds; null when it never ran.</summary>
    public double? Seconds { get; init; }

    /// <summary>What changed since its recorded result was made; only of reused steps.</summary>
    public ValueList<StaleReason> Stale { get; init; } = [];
}

/// <summary>Where a reused result is from.</summary>
/// <param name="Named">The execution that was named.</param>
/// <param name="MadeBy">The execution that really ran the step.</param>
/// <param name="EndedAt">When it was made.</param>
/// <param name="Age">How long ago.</param>
public sealed record PlannedSource(PipelineExecutionArn Named, PipelineExecutionArn MadeBy, DateTimeOffset? EndedAt, TimeSpan? Age);

/// <summary>How much a notice matters.</summary>
public enum NoticeLevel
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Probably not what is wanted.</summary>
    Warning,
}

/// <summary>Something about a plan that a person should know before anything starts.</summary>
/// <param name="Kind">The code: <c>silent-override</c>, <c>stale</c>, <c>overwritten</c>, <c>will-fail</c> ...</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Steps">The steps it speaks of.</param>
/// <param name="Parameter">The parameter it speaks of; null when none.</param>
public sealed record PlanNotice(string Kind, NoticeLevel Level, string Message, ValueList<StepName> Steps, string? Parameter = null)
{
    /// <summary>An override that reaches only reused steps: it would be without effect.</summary>
    public const string SilentOverride = "silent-override";

    /// <summary>A reused result was made from something else than there is now.</summary>
    public const string StaleStep = "stale";
}

/// <summary>A plan with its reasons: the same for the command line, the API and the page.</summary>
/// <param name="Steps">Every step, by position.</param>
/// <param name="Notices">What a person should know first.</param>
/// <param name="SecondsToRun">What the steps that run took together in the past, in seconds; branches that are not taken included.</param>
/// <param name="SecondsOnPath">The longest way through them: what is waited for when everything that can runs at once.</param>
/// <param name="SecondsSaved">What the reused steps took.</param>
public sealed record PlanReport(ValueList<PlannedStep> Steps, ValueList<PlanNotice> Notices, double SecondsToRun, double SecondsOnPath, double SecondsSaved)
{
    /// <summary>True when no step would run.</summary>
    public bool IsNothing => Steps.All(step => step.Verdict != StepVerdict.Run);

    /// <summary>Explains an answer of the planner.</summary>
    public static PlanReport Of(PlanRequest request, PlanAnswer answer, PlanFacts facts)
    {
        var order = request.Definition.Graph.RunOrder();
        var steps = new PlannedSteps(request, answer, facts, order).All();
        var notices = new PlanNotices(request, answer, facts, steps).All();
        double Sum(StepVerdict verdict) => steps.Where(step => step.Verdict == verdict).Sum(step => step.Seconds ?? 0);
        return new PlanReport(steps, notices, Sum(StepVerdict.Run), LongestPath(request.Definition.Graph, order, steps), Sum(StepVerdict.Reuse));
    }

    private static double LongestPath(StepGraph graph, ValueList<int> order, ValueList<PlannedStep> steps)
    {
        var until = new double[graph.Count];
        foreach (var position in order)
        {
            var start = 0.0;
            foreach (var dependency in graph.DependenciesOf(position))
            {
                start = Math.Max(start, until[dependency]);
            }

            until[position] = start + (steps[position].Verdict == StepVerdict.Run ? steps[position].Seconds ?? 0 : 0);
        }

        return until.Length == 0 ? 0 : until.Max();
    }
}

/// <summary>Finds the verdict of every step.</summary>
internal sealed class PlannedSteps(PlanRequest request, PlanAnswer answer, PlanFacts facts, ValueList<int> order)
{
    private readonly PipelineDefinition definition = request.Definition;
    private readonly PlanScope? scope = answer.Scope;
    private readonly ValueList<BoundParameter> parameters = ParameterBinder.Bind(request.Definition.Parameters, request.Overrides, _ => { });

    public ValueList<PlannedStep> All()
    {
        var steps = definition.Steps.Select(Verdict).ToArray();
        Block(steps);
        SkipBranches(steps);
        return steps.ToValueList();
    }

    private PlannedStep Verdict(StepDefinition step)
    {
        if (scope is null)
        {
            return request.Selected is null || request.Selected.Contains(step.Name)
                ? Runs(step, request.Selected is null ? PlanReason.FullRun : PlanReason.Selected)
                : new PlannedStep(step, StepVerdict.Skip, PlanReason.NotNeeded, "not selected");
        }

        if (scope.Selection.Contains(step.Position))
        {
            return scope.Blocked.GetValueOrDefault(step.Position) is { } obstacle
                ? Blocked(step, obstacle.Reason, obstacle.Sentence)
                : Runs(step, facts.Chosen(step.Name) ?? (request.Selected is null ? PlanReason.FullRun : PlanReason.Selected));
        }

        return scope.Provisions.GetValueOrDefault(step.Position) switch
        {
            Provision.Given { IsForced: true } => new PlannedStep(step, StepVerdict.Reuse, PlanReason.ConditionForced, "its outcome is forced by hand"),
            Provision.Given => new PlannedStep(step, StepVerdict.Reuse, PlanReason.OutputsGiven, "its outputs were given by hand"),
            Provision.Reused reused => Reused(step, reused),
            Provision.Missing missing => Lacks(step, missing.Obstacle),
            _ => new PlannedStep(step, StepVerdict.Skip, PlanReason.NotNeeded, "not selected, and no selected step needs its result"),
        };
    }

    private PlannedStep Runs(StepDefinition step, PlanReason reason) => new(step, StepVerdict.Run, reason, Sentence(reason)) { Seconds = facts.Seconds(step.Name) };

    private string Sentence(PlanReason reason) => reason switch
    {
        PlanReason.FullRun => "a full run runs every step",
        PlanReason.ClosesGap => "it lies between selected steps and was added to close the gap",
        PlanReason.FailedBefore => $"it failed in {Resumed}",
        PlanReason.StoppedBefore => $"it was stopped in {Resumed}",
        PlanReason.NeverRan => $"it never ran in {Resumed}",
        _ => request.Origin?.Selector is { } selector ? $"selected by '{selector}'" : "selected",
    };

    private string Resumed => request.Origin?.Resumed?.ExecutionId ?? "the execution that is resumed";

    private PlannedStep Reused(StepDefinition step, Provision.Reused reused)
    {
        var (made, source) = (reused.Step, reused.Source.Arn);
        var maker = made.FoundIn ?? made.MadeBy;
        var from = maker == source ? source.ExecutionId : $"{source.ExecutionId}, made by {maker.ExecutionId}";
        var age = facts.Now - made.EndedAt;
        return new PlannedStep(
            step,
            StepVerdict.Reuse,
            reused.Via is null ? PlanReason.InReference : PlanReason.InChosenExecution,
            $"not selected; its result is taken from {from}")
        {
            Source = new PlannedSource(source, maker, made.EndedAt, age),
            Seconds = made.EndedAt - made.StartedAt is { } took ? took.TotalSeconds : facts.Seconds(step.Name),
            Stale = StepFreshness.Changes(step, reused.Source, parameters, facts.Today(step.Name)),
        };
    }

    /// <summary>What direct dependencies lack blocks; what lies further back is left out (spec 02, 4).</summary>
    private PlannedStep Lacks(StepDefinition step, Obstacle obstacle) => IsNeeded(step.Position)
        ? Blocked(step, obstacle.Reason, obstacle.Sentence)
        : new PlannedStep(step, StepVerdict.Skip, PlanReason.LeftOut, "selected steps do not need its result themselves, and there is none to take");

    private bool IsNeeded(int position)
    {
        foreach (var dependent in definition.Graph.DependentsOf(position))
        {
            if (scope!.Selection.Contains(dependent)) // there is a scope: its provisions were asked
            {
                return true;
            }
        }

        return false;
    }

    private static PlannedStep Blocked(StepDefinition step, PlanReason reason, string because) => new(step, StepVerdict.Blocked, reason, because);

    /// <summary>What lies between selected steps is refused; and what waits for something blocked is blocked as well.</summary>
    private void Block(PlannedStep[] steps)
    {
        foreach (var position in answer is PlanAnswer.Refused ? scope?.Selection.Gaps() ?? [] : [])
        {
            steps[position] = Blocked(steps[position].Step, PlanReason.Gap, "it lies between selected steps and must be selected as well");
        }

        foreach (var position in order)
        {
            foreach (var dependency in definition.Graph.DependenciesOf(position))
            {
                if (steps[position].Verdict == StepVerdict.Run && steps[dependency].Verdict == StepVerdict.Blocked)
                {
                    steps[position] = Blocked(steps[position].Step, PlanReason.BehindBlocked, $"it waits for '{steps[dependency].Step.Name}', which is blocked");
                }
            }
        }
    }

    /// <summary>Where the outcome of a condition is known before it starts, the other branch and what waits for it is known not to run.</summary>
    private void SkipBranches(PlannedStep[] steps)
    {
        foreach (var position in order.Where(position => steps[position].Verdict == StepVerdict.Run))
        {
            var step = steps[position].Step;
            if (step.Branch is { } branch && KnownOutcome(branch.Condition) is { } outcome && outcome != branch.When)
            {
                steps[position] = Skipped(step, $"the condition '{branch.Condition}' is {(outcome ? "true" : "false")}, so the other branch is taken");
                continue;
            }

            foreach (var dependency in definition.Graph.DependenciesOf(position))
            {
                if (steps[dependency].Reason == PlanReason.BranchNotTaken && steps[position].Verdict == StepVerdict.Run)
                {
                    steps[position] = Skipped(step, $"it waits for '{steps[dependency].Step.Name}', which stands on a branch that is not taken");
                }
            }
        }
    }

    private bool? KnownOutcome(StepName condition)
    {
        if (request.Forced.FirstOrDefault(one => one.Step == condition) is { } forced)
        {
            return forced.Outcome;
        }

        return scope?.Provisions.GetValueOrDefault(definition[condition].Position)?.Result is { } result ? ConditionStepType.Outcome(result) : null;
    }

    private static PlannedStep Skipped(StepDefinition step, string because) => new(step, StepVerdict.Skip, PlanReason.BranchNotTaken, because);
}
