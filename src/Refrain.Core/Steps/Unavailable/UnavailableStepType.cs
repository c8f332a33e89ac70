using Refrain.Core.Steps.Shapes;

namespace Refrain.Core.Steps.Unavailable;

/// <summary>
/// A type of AWS's that this version does not run. Its steps are read, checked, stored and drawn, and can be reused from a reference; one that is reached
/// fails with a reason that says so (spec 06: accept at create time).
/// </summary>
public sealed class UnavailableStepType : IStepType
{
    /// <inheritdoc />
    public required string Name { get; init; }

    /// <inheritdoc />
    public ValueList<StepMember> Members { get; init; } = [];

    /// <inheritdoc />
    public ValueList<string> RetriedExceptions { get; init; } = [];

    /// <summary>The request that its Arguments are; null when they are none of SageMaker's.</summary>
    public ArgumentShape? Arguments { get; init; }

    /// <summary>What else is asked of its Arguments.</summary>
    internal Action<StepDefinition, Action<Diagnostic>> Rule { get; init; } = (_, _) => { };

    /// <summary>The failure reason of a step that is reached.</summary>
    public string Reason =>
        $"ClientError: Steps of type {Name} are not run by this version of Refrain. Select the other steps and reuse this one from an execution in which it succeeded.";

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report)
    {
        Arguments?.CheckStructure(step.Arguments, $"{step.Path}.Arguments", report);
        Rule(step, report);
    }
}
