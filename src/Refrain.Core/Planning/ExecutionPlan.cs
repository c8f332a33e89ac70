using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>
/// What an execution is bound to do, frozen when it starts: the parameters, and for a selective run what is selected and where every reused result
/// comes from. Which branch a condition takes and which step hits the cache are decided by data later, and recorded as events.
/// </summary>
public sealed record ExecutionPlan
{
    /// <summary>All declared parameters with their values, in the definition's order.</summary>
    public required ValueList<BoundParameter> Parameters { get; init; }

    /// <summary>Null for a full run.</summary>
    public SelectiveScope? Selective { get; init; }

    /// <summary>Results given by hand, of steps that are not run; null when there are none.</summary>
    public ValueList<SuppliedResult>? Supplied { get; init; }

    /// <summary>Outcomes given by hand to conditions that are reached; null when there are none.</summary>
    public ValueList<ForcedCondition>? Forced { get; init; }

    /// <summary>The job that was asked for directly, and whose only step this execution runs; null for an execution of a pipeline.</summary>
    public DirectJob? Job { get; init; }

    /// <summary>How the selection came about; null for a full run and for one that was sent as names.</summary>
    public SelectionOrigin? Origin { get; init; }
}

/// <summary>A job outside any pipeline. <paramref name="Arguments"/> are the request as it came: nothing in them is an expression.</summary>
public sealed record DirectJob(string Name, RawJson Arguments);

/// <summary>The scope of a selective run.</summary>
/// <param name="Reference">The execution that was named; the immediate source of what is reused unless the source says otherwise. Null when there is none.</param>
/// <param name="Selected">Steps that run.</param>
/// <param name="Reused">Where the reused results are, each as it was at a length of that execution's history. A step stands in one entry.</param>
public sealed record SelectiveScope(PipelineExecutionArn? Reference, StepRanges Selected, ValueList<ReuseSource> Reused);

/// <summary>
/// Results made by one execution: <paramref name="Execution"/> really ran these steps (it is the reference itself or lies further back in the chain),
/// and its history up to <paramref name="Length"/> events is what counts: what happens to it later does not show through.
/// </summary>
public sealed record ReuseSource(PipelineExecutionArn Execution, int Length, StepRanges Steps)
{
    /// <summary>The execution that was named for these steps when it is not the reference of the whole run; null otherwise.</summary>
    public PipelineExecutionArn? Via { get; init; }
}

/// <summary>A result given by hand.</summary>
public sealed record SuppliedResult(StepName Step, StepResult Result);

/// <summary>An outcome given by hand.</summary>
public sealed record ForcedCondition(StepName Step, bool Outcome);

/// <summary>How a selection came about. Kept so that an execution can explain itself; nothing is decided by it.</summary>
/// <param name="Selector">The selector as written; null when every step was meant.</param>
/// <param name="Exclude">Selectors of steps that were left out.</param>
/// <param name="Added">Steps that were added because they lie between selected ones.</param>
/// <param name="Resumed">The execution that this one resumes; null when it resumes none.</param>
public sealed record SelectionOrigin(string? Selector, ValueList<string>? Exclude, StepRanges? Added, PipelineExecutionArn? Resumed);
