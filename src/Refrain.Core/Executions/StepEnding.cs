using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Executions;

/// <summary>How a run of a step ended, as statistics count it: a condition that succeeded counts by the branch it chose.</summary>
public enum StepEnding
{
    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended badly.</summary>
    Failed,

    /// <summary>Stopped with its execution.</summary>
    Stopped,

    /// <summary>A condition that was true.</summary>
    True,

    /// <summary>A condition that was false.</summary>
    False,
}

/// <summary>Tells from a report how a run ended.</summary>
public static class StepEndings
{
    /// <summary>The ending; null while the step runs, and for a step that did not run because an earlier result stands for it.</summary>
    public static StepEnding? Of(StepReport report) => report switch
    {
        { EndedAt: null } => null,
        { CacheHit: not null } => null,
        { Status: StepStatus.Succeeded, Type: ConditionStepType.TypeName, Result: { } result } => ConditionStepType.Outcome(result) ? StepEnding.True : StepEnding.False,
        { Status: StepStatus.Succeeded } => StepEnding.Succeeded,
        { Status: StepStatus.Failed } => StepEnding.Failed,
        { Status: StepStatus.Stopped } => StepEnding.Stopped,
        _ => null,
    };
}
