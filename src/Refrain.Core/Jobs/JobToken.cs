using System.Globalization;
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

    /// <summary>Reads <see cref="Value"/>; neither ids nor step names hold a dot.</summary>
    public static bool TryParse(string text, out JobToken token)
    {
        if (text.Split('.') is [{ Length: > 0 } execution, { Length: > 0 } step, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            token = new JobToken(execution, new StepName(step), attempt);
            return true;
        }

        token = default;
        return false;
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}
