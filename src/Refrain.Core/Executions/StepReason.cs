using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Executions;

/// <summary>Why a step stands where it stands in its execution.</summary>
/// <param name="Code">
/// <c>full-run</c>, <c>selected</c>, <c>closes-gap</c>, <c>resumed</c>, <c>cache-hit</c>, <c>reused</c>, <c>given</c>, <c>forced</c>, <c>out-of-scope</c>, <c>branch-not-taken</c>, <c>behind-skipped</c>, <c>waiting</c>, <c>not-reached</c>.
/// </param>
/// <param name="Text">The same as a sentence.</param>
/// <param name="Because">The step that decided it: a condition, or one that did not succeed; null when no other step did.</param>
public sealed record StepReason(string Code, string Text, StepDefinition? Because)
{
    /// <summary>The reason for a step.</summary>
    public static StepReason Of(ExecutionState state, int position) => state[position].State switch
    {
        StepState.Supplied => new("given", "It did not run: its outputs were given by hand when the execution was started.", null),
        StepState.Reused => new("reused", "It is not selected, and selected steps build on its result.", null),
        StepState.OutOfScope => new("out-of-scope", "It is not selected, and nothing that is selected builds on it.", null),
        StepState.Skipped => Skipped(state, position),
        StepState.Waiting => Waiting(state, position),
        _ when state[position].CacheHit is { } hit =>
            new("cache-hit", $"It did not run: the cache had a run with the same key, of execution {hit.Source.ExecutionId}.", null),
        _ when IsForced(state, position) => new("forced", "It was not evaluated: its outcome was given by hand when the execution was started.", null),
        _ when state.Plan.Selective is null => new("full-run", "A full run runs every step that its conditions lead to.", null),
        _ => Chosen(state.Plan.Origin, position),
    };

    private static StepReason Chosen(SelectionOrigin? origin, int position) => origin switch
    {
        { Resumed: { } resumed } => new("resumed", $"{resumed.ExecutionId} left it undone, and this execution resumes that one.", null),
        { Added: { } added } when added.Contains(position) => new("closes-gap", "It lies between selected steps and was added to close the gap.", null),
        { Selector: { } selector } => new("selected", $"It is selected by '{selector}'.", null),
        _ => new("selected", "It is selected.", null),
    };

    private static bool IsForced(ExecutionState state, int position) =>
        state[position].State is StepState.Succeeded && (state.Plan.Forced?.Any(forced => forced.Step == state[position].Definition.Name) ?? false);

    private static StepReason Skipped(ExecutionState state, int position)
    {
        if (state[position].Definition.Branch is { } branch
            && state.Definition[branch.Condition] is var condition
            && state[condition.Position].State is StepState.Succeeded { Result: var result }
            && ConditionStepType.Outcome(result) != branch.When)
        {
            return new("branch-not-taken", $"It stands in the {(branch.When ? "if" : "else")} branch of {condition.Name}, which came out {!branch.When}.", condition);
        }

        var before = Dependencies(state, position).FirstOrDefault(step => state[step.Position].State is StepState.Skipped);
        return before is null
            ? new("branch-not-taken", "It stands on a branch that was not taken.", null)
            : new("behind-skipped", $"It waits for {before.Name}, which was skipped.", before);
    }

    private static StepReason Waiting(ExecutionState state, int position)
    {
        var before = Dependencies(state, position).FirstOrDefault(step => state[step.Position].State is not (StepState.Succeeded or StepState.Reused or StepState.Supplied or StepState.OutOfScope));
        var failed = state.Definition.Steps.FirstOrDefault(step => state[step.Position].State is StepState.Failed);
        return (state.Status, before, failed) switch
        {
            (ExecutionStatus.Stopping or ExecutionStatus.Stopped, _, _) => new("not-reached", "The execution was stopped before it came to the step.", null),
            (_, { } first, _) when state[first.Position].State is StepState.Failed => new("not-reached", $"It waits for {first.Name}, which failed.", first),
            (_, _, { } other) => new("not-reached", $"{other.Name} failed before it came to the step, and after a failure nothing new starts.", other),
            (_, { } first, _) => new("waiting", $"It waits for {first.Name}.", first),
            _ => new("waiting", "It is about to begin, or waits for its turn.", null),
        };
    }

    private static IEnumerable<StepDefinition> Dependencies(ExecutionState state, int position) =>
        state.Definition.Graph.DependenciesOf(position).ToArray().Select(dependency => state.Definition.Steps[dependency]);
}
