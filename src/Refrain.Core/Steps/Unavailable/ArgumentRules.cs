using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Steps.Unavailable;

/// <summary>Rules for Arguments that are no request of SageMaker's (spec 06).</summary>
internal static class ArgumentRules
{
    private static readonly string[] LineageMembers = ["Actions", "Artifacts", "Contexts", "Associations"];

    /// <summary>Lambda and Callback: any members, each one value.</summary>
    public static void Flat(StepDefinition step, Action<Diagnostic> report)
    {
        foreach (var member in step.Arguments.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !ExpressionReader.IsExpression(member.Value))
            {
                report(new Diagnostic(
                    $"{step.Path}.Arguments.{member.Name}", $"The arguments of a step of type {step.Type.Name} are a flat map, and '{member.Name}' is not one value.", "a string, number, boolean or expression"));
            }
        }
    }

    /// <summary>Lineage: at least one of four lists.</summary>
    public static void Lineage(StepDefinition step, Action<Diagnostic> report)
    {
        JobArguments.RefuseOthers(step, report, LineageMembers);
        var given = LineageMembers.Where(name => step.Arguments.Member(name) is not null).ToList();
        if (given.Count == 0)
        {
            report(new Diagnostic($"{step.Path}.Arguments", "A Lineage step needs something to record.", $"at least one of {string.Join(", ", LineageMembers)}"));
        }

        foreach (var name in given)
        {
            CheckObjects(step.Arguments, name, $"{step.Path}.Arguments", report);
        }
    }

    /// <summary>A member that must be an array of objects when it is there.</summary>
    public static void CheckObjects(JsonElement owner, string name, string path, Action<Diagnostic> report)
    {
        if (owner.Member(name) is not { } list || ExpressionReader.IsExpression(list))
        {
            return;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            report(new Diagnostic($"{path}.{name}", "Expecting start of Json Array.", "an array of objects"));
            return;
        }

        foreach (var (_, index) in list.EnumerateArray().Select((item, index) => (item, index)).Where(one => one.item.ValueKind != JsonValueKind.Object))
        {
            report(new Diagnostic($"{path}.{name}[{index}]", "Expecting start of Json Object.", "an object"));
        }
    }
}
