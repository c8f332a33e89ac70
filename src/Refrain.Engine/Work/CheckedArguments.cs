using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Expressions;
using Refrain.Core.Steps;

namespace Refrain.Engine.Work;

/// <summary>The last look at a step's arguments before it starts: now there are values where the definition had expressions.</summary>
internal static class CheckedArguments
{
    /// <summary>Why the step cannot start; null, and the arguments as the request wants them, when it can.</summary>
    public static string? Of(StepDefinition step, Evaluation evaluation, Limits limits, out JsonElement resolved)
    {
        resolved = default;
        if (evaluation is not Evaluation.Value { Json: var json })
        {
            return ((Evaluation.Failed)evaluation).Reason;
        }

        var type = (IRequestStepType)step.Type; // only steps whose arguments are a request come here
        resolved = type.Arguments.WithTexts(json);
        var problems = new List<Diagnostic>();
        type.CheckArguments(resolved, limits, problems.Add);
        return problems.Count > 0 ? Diagnostic.Render("", problems.ToValueList()) : null;
    }
}
