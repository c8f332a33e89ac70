using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Planning;

/// <summary>How much of the definition a reference must share with the version that is started (R8).</summary>
public enum ReferenceRule
{
    /// <summary>Reused steps exist there with the same name and type, and what is read from them is there. The default.</summary>
    NameAndType,

    /// <summary>Also: the definitions of reused steps are equal in both versions.</summary>
    UnchangedUpstream,

    /// <summary>The reference ran the very version that is started.</summary>
    SameVersion,
}

/// <summary>What is asked of the planner. What AWS's request can say stands in the constructor; the rest is Refrain's own.</summary>
/// <param name="Definition">The version that is started.</param>
/// <param name="Version">Its number.</param>
/// <param name="Overrides">Parameters as sent.</param>
/// <param name="Selected">Null for a full run.</param>
/// <param name="Reference">What the reference's ARN led to.</param>
/// <param name="Rule">R8's level.</param>
public sealed record PlanRequest(
    PipelineDefinition Definition,
    int Version,
    ValueList<ParameterOverride> Overrides,
    ValueList<StepName>? Selected,
    ReferenceLookup Reference,
    ReferenceRule Rule)
{
    /// <summary>Steps whose result is taken from an execution of their own instead of the reference.</summary>
    public ValueList<StepReuse> Reuse { get; init; } = [];

    /// <summary>Steps that are not run because their outputs were given by hand.</summary>
    public ValueList<SuppliedResult> Supplied { get; init; } = [];

    /// <summary>Conditions whose outcome is given instead of evaluated.</summary>
    public ValueList<ForcedCondition> Forced { get; init; } = [];

    /// <summary>How the selection came about, recorded with the execution; null for one that was sent as names.</summary>
    public SelectionOrigin? Origin { get; init; }

    /// <summary>Why the recorded outputs of a step's reused result can no longer be staged; null when they can.</summary>
    public Func<StepName, string?> Unstageable { get; init; } = _ => null;
}

/// <summary>A step's result, taken from this execution.</summary>
public sealed record StepReuse(StepName Step, ReferenceLookup Source);
