using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

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
