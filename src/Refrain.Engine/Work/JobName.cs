using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Work;

/// <summary>Generated names: <c>pipelines-EXECUTION-STEP-SUFFIX</c>, the step's name cut to 20 characters (spec 05, 2; 09, 6).</summary>
public static class JobName
{
    private const int StepCharacters = 20;

    /// <summary>A name of at most 63 characters of <c>[A-Za-z0-9-]</c>.</summary>
    public static string For(string executionId, StepName step, string suffix)
    {
        var legal = new string(step.Value.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').ToArray());
        var cut = (legal.Length > StepCharacters ? legal[..StepCharacters] : legal).Trim('-');
        var name = cut.Length == 0 ? $"pipelines-{executionId}-{suffix}" : $"pipelines-{executionId}-{cut}-{suffix}";
        return name.Length <= Limits.Default.JobNameCharacters ? name : throw new System.Diagnostics.UnreachableException($"'{name}' is too long for a job.");
    }
}
