namespace Refrain.Core.Steps;

/// <summary>What a member at step level may be; texts and booleans may be expressions, too.</summary>
public enum StepMemberKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An array of <c>{OutputName, OutputType}</c>.</summary>
    OutputParameters,
}

/// <summary>A member that stands at step level, beside Arguments, and belongs to single types (spec 01, 5).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it may be.</param>
/// <param name="IsRequired">True when the step is nothing without it.</param>
/// <param name="Words">The words it is one of; null for any.</param>
public sealed record StepMember(string Name, StepMemberKind Kind, bool IsRequired = false, ValueList<string>? Words = null);
