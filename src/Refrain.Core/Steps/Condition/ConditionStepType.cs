using System.Text.Json;
using Refrain.Core.Expressions;

namespace Refrain.Core.Steps.Condition;

/// <summary>Chooses a branch by data (spec 01, 6).</summary>
public sealed class ConditionStepType : IStepType
{
    /// <summary>The <c>Type</c> of a condition step.</summary>
    public const string TypeName = "Condition";

    private static readonly string[] Operands = ["LeftValue", "RightValue", "QueryValue", "Value"];
    private static readonly string[] Binary = ["Equals", "NotEquals", "GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo"];

    /// <inheritdoc />
    public string Name => TypeName;

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report)
    {
        JobArguments.RefuseOthers(step, report, "Conditions", "IfSteps", "ElseSteps");
        if (step.Arguments.Member("Conditions") is not { ValueKind: JsonValueKind.Array } conditions)
        {
            report(new Diagnostic($"{step.Path}.Arguments.Conditions", "Expecting start of Json Array.", "an array of conditions"));
            return;
        }

        CheckAll(conditions, $"{step.Path}.Arguments.Conditions", report);
    }

    /// <summary>The result of an evaluated condition: capitalised on the wire, a JSON boolean as a property (spec 05, 3; 01, 4).</summary>
    public static StepResult Result(bool outcome) => new()
    {
        Metadata = new RawJson(outcome ? """{"Condition":{"Outcome":"True"}}""" : """{"Condition":{"Outcome":"False"}}"""),
        Properties = new RawJson(outcome ? """{"Outcome":true}""" : """{"Outcome":false}"""),
    };

    /// <summary>The recorded outcome of a result that <see cref="Result"/> made.</summary>
    public static bool Outcome(StepResult result) => result.Properties.Parse().Member("Outcome") is { ValueKind: JsonValueKind.True };

    private static void CheckAll(JsonElement conditions, string path, Action<Diagnostic> report)
    {
        foreach (var (condition, index) in conditions.EnumerateArray().Select((condition, index) => (condition, index)))
        {
            Check(condition, $"{path}[{index}]", report);
        }
    }

    private static void Check(JsonElement condition, string path, Action<Diagnostic> report)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            report(new Diagnostic(path, "Expecting start of Json Object.", "a condition with a Type"));
            return;
        }

        string[]? needed = condition.Text("Type") switch
        {
            { } binary when Binary.Contains(binary) => ["LeftValue", "RightValue"],
            "In" or "NotIn" when condition.Member("QueryValue") is not null => ["QueryValue", "Values"],
            "In" or "NotIn" => ["Value", "In"],
            "Not" => ["Condition"],
            "And" or "Or" => ["Conditions"],
            _ => null,
        };
        if (needed is null)
        {
            var all = string.Join(", ", [.. Binary, "In", "NotIn", "Not", "And", "Or"]);
            report(new Diagnostic($"{path}.Type", $"Model Validation failed: Value '{condition.Text("Type")}' for 'ConditionType' failed to satisfy enum value set: [{all}]", "one of these types"));
            return;
        }

        CheckMembers(condition, path, needed, report);
        CheckNested(condition, path, report);
    }

    private static void CheckMembers(JsonElement condition, string path, string[] needed, Action<Diagnostic> report)
    {
        foreach (var unknown in condition.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && member.Name != "Type" && !needed.Contains(member.Name)))
        {
            report(new Diagnostic($"{path}.{unknown.Name}", $"Cannot parse object, unknown property '{unknown.Name}'.", string.Join(", ", needed)));
        }

        foreach (var missing in needed.Where(name => condition.Member(name) is null))
        {
            report(new Diagnostic($"{path}.{missing}", $"A condition of type {condition.Text("Type")} needs {missing}.", missing));
        }
    }

    private static void CheckOperand(JsonElement operand, string path, Action<Diagnostic> report)
    {
        if (operand.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !ExpressionReader.IsExpression(operand))
        {
            report(new Diagnostic(path, "A value of a condition cannot be an object or an array.", "a string, number, boolean or expression"));
        }
    }

    private static void CheckNested(JsonElement condition, string path, Action<Diagnostic> report)
    {
        if (condition.Text("Type") == "Not" && condition.Member("Condition") is { } inner)
        {
            Check(inner, $"{path}.Condition", report);
        }

        foreach (var name in Operands)
        {
            if (condition.Member(name) is { } operand)
            {
                CheckOperand(operand, $"{path}.{name}", report);
            }
        }

        foreach (var list in new[] { "Conditions", "Values", "In" })
        {
            if (condition.Member(list) is not { } value)
            {
                continue;
            }

            if (value.ValueKind != JsonValueKind.Array)
            {
                report(new Diagnostic($"{path}.{list}", "Expecting start of Json Array.", "an array"));
            }
            else if (list == "Conditions")
            {
                CheckAll(value, $"{path}.{list}", report);
            }
            else
            {
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                {
                    CheckOperand(item, $"{path}.{list}[{index}]", report);
                }
            }
        }
    }
}
