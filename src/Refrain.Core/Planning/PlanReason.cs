namespace Refrain.Core.Planning;

/// <summary>What becomes of a step.</summary>
public enum StepVerdict
{
    /// <summary>It runs, when it is reached.</summary>
    Run,

    /// <summary>It does not run; its result comes from an earlier execution or was given by hand.</summary>
    Reuse,

    /// <summary>It does not run, and nothing needs its result.</summary>
    Skip,

    /// <summary>It should run or be reused, and cannot.</summary>
    Blocked,
}

/// <summary>Why. The code that programs read is the name in kebab case: <c>needs-reference</c>.</summary>
public enum PlanReason
{
    /// <summary>Run: everything runs.</summary>
    FullRun,

    /// <summary>Run: chosen.</summary>
    Selected,

    /// <summary>Run: lies between chosen steps and was added on request.</summary>
    ClosesGap,

    /// <summary>Run: failed in the execution that is resumed.</summary>
    FailedBefore,

    /// <summary>Run: was stopped in the execution that is resumed.</summary>
    StoppedBefore,

    /// <summary>Run: never ran in the execution that is resumed.</summary>
    NeverRan,

    /// <summary>Reuse: the reference has its result.</summary>
    InReference,

    /// <summary>Reuse: an execution was named for this step.</summary>
    InChosenExecution,

    /// <summary>Reuse: the outputs were given by hand.</summary>
    OutputsGiven,

    /// <summary>Reuse: the outcome of the condition is forced.</summary>
    ConditionForced,

    /// <summary>Skip: not selected, and no selected step needs it.</summary>
    NotNeeded,

    /// <summary>Skip: excluded from the selection, and no selected step needs it.</summary>
    Excluded,

    /// <summary>Skip: stands on, or behind, a branch that is not taken.</summary>
    BranchNotTaken,

    /// <summary>Skip: leads to selected steps, but only through reused ones, and the reference has no result of it.</summary>
    LeftOut,

    /// <summary>Blocked: its result is needed and there is no reference.</summary>
    NeedsReference,

    /// <summary>Blocked: its result is needed and the reference's definition does not have it.</summary>
    NotInReference,

    /// <summary>Blocked: its result is needed and it was of another type there.</summary>
    TypeChanged,

    /// <summary>Blocked: its result is needed and it did not succeed there.</summary>
    NoResult,

    /// <summary>Blocked: it reads what the result of a reused step does not have.</summary>
    UnreadValue,

    /// <summary>Blocked: what it takes from a reused step can no longer be staged.</summary>
    CannotBeStaged,

    /// <summary>Blocked: its condition is not run and took the other branch.</summary>
    OtherBranch,

    /// <summary>Blocked: it lies between selected steps without being selected.</summary>
    Gap,

    /// <summary>Blocked: it waits for what is blocked.</summary>
    BehindBlocked,
}

/// <summary>The words of plans that programs read.</summary>
public static class PlanWords
{
    /// <summary>The name of an enumeration's value in kebab case: <c>needs-reference</c>.</summary>
    public static string Kebab<T>(this T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return string.Concat(name.Select((letter, index) => char.IsUpper(letter) ? $"{(index > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
    }
}
