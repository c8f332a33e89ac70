using Refrain.Core.Identifiers;

namespace Refrain.Core.Jobs;

/// <summary>
/// Our own name for a job: execution, step and attempt. Launching the same token again finds the job instead of starting a second one.
/// The text is safe as a file name.
/// </summary>
public readonly record struct JobToken(string ExecutionId, StepName Step, int Attempt)
{
    /// <summary><c>EXECUTION.STEP.ATTEMPT</c>.</summary>
    public string Value => $"{ExecutionId}.{Step.Value}.{Attempt}";

    /// <inheritdoc />
    public override string ToString() => Value;
}
