using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;

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
}

/// <summary>The scope of a selective run.</summary>
/// <param name="Reference">The execution that was named; the immediate source of everything reused. Null when only roots are selected.</param>
/// <param name="Selected">Steps that run.</param>
/// <param name="Reused">Where the reused results are, each as it was at a length of that execution's history. A step stands in one entry.</param>
public sealed record SelectiveScope(PipelineExecutionArn? Reference, StepRanges Selected, ValueList<ReuseSource> Reused);

/// <summary>
/// Results made by one execution: <paramref name="Execution"/> really ran these steps (it is the reference itself or lies further back in the chain),
/// and its history up to <paramref name="Length"/> events is what counts: what happens to it later does not show through.
/// </summary>
public sealed record ReuseSource(PipelineExecutionArn Execution, int Length, StepRanges Steps);
