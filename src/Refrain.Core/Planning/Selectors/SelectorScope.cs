using Refrain.Core.Definitions;

namespace Refrain.Core.Planning.Selectors;

/// <summary>How a step stands in the reference execution.</summary>
public enum StepStanding
{
    /// <summary>It neither ran nor was reused there.</summary>
    NotRun,

    /// <summary>It succeeded there, by running or by being reused.</summary>
    Succeeded,

    /// <summary>It failed there.</summary>
    Failed,

    /// <summary>It was stopped there.</summary>
    Stopped,
}

/// <summary>The parts of a step that may differ from those in the reference execution.</summary>
[Flags]
public enum StepParts
{
    /// <summary>Nothing differs.</summary>
    None = 0,

    /// <summary>Its arguments.</summary>
    Arguments = 1,

    /// <summary>The code it runs.</summary>
    Code = 2,

    /// <summary>Its image.</summary>
    Image = 4,

    /// <summary>The pipeline parameters it reads.</summary>
    Parameters = 8,

    /// <summary>The content of its inputs.</summary>
    Inputs = 16,
}

/// <summary>What a selector chooses from.</summary>
public sealed class SelectorScope
{
    /// <summary>The definition whose steps are chosen.</summary>
    public required PipelineDefinition Definition { get; init; }

    /// <summary>How the step at a position stands in the reference execution; null when there is none, and <c>state:</c> is refused.</summary>
    public Func<int, StepStanding>? Standing { get; init; }

    /// <summary>What of the step at a position differs from the reference execution; null when there is none, and <c>state:modified</c> is refused.</summary>
    public Func<int, StepParts>? Modified { get; init; }
}
