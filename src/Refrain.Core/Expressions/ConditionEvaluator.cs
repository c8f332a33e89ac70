using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Expressions;

/// <summary>Evaluates conditions (spec 01, 6): lazily, so that an operand that is not needed cannot fail the step.</summary>
public sealed class ConditionEvaluator(ExpressionEvaluator expressions)
{
    /// <summary>True when all hold; the empty list is true. The value is a JSON boolean.</summary>
    public Evaluation All(IEnumerable<JsonElement> conditions)
    {
        foreach (var condition in conditions)
        {
            var one = Evaluate(condition);
            if (one is not Evaluation.Value { Json.ValueKind: JsonValueKind.True })
            {
                return one;
            }
        }

        return Truth(true);
    }

    private Evaluation Evaluate(JsonElement condition) => condition.Text("Type") switch
    {
        "Equals" => Compare(condition, order => order == 0, equality: true),
        "NotEquals" => Compare(condition, order => order != 0, equality: true),
        "GreaterThan" => Compare(condition, order => order > 0, equality: false),
        "GreaterThanOrEqualTo" => Compare(condition, order => order >= 0, equality: false),
        "LessThan" => Compare(condition, order => order < 0, equality: false),
        "LessThanOrEqualTo" => Compare(condition, order => order <= 0, equality: false),
        "In" => In(condition, negate: false),
        "NotIn" => In(condition, negate: true),
        "Not" => condition.Member("Condition") is { } inner ? Not(Evaluate(inner)) : new Evaluation.Failed("A Not has no Condition."),
        "And" => All(condition.Items("Conditions")),
        "Or" => Any(condition),
        var type => new Evaluation.Failed($"There is no condition of type '{type}'."),
    };

    private Evaluation Any(JsonElement condition)
    {
        foreach (var inner in condition.Items("Conditions"))
        {
            var one = Evaluate(inner);
            if (one is not Evaluation.Value { Json.ValueKind: JsonValueKind.False })
            {
                return one;
            }
        }

        return Truth(false);
    }

    private Evaluation Compare(JsonElement condition, Func<int, bool> verdict, bool equality)
    {
        var left = Operand(condition, "LeftValue");
        if (left is not Evaluation.Value { Json: var leftJson })
        {
            return left;
        }

        var right = Operand(condition, "RightValue");
        if (right is not Evaluation.Value { Json: var rightJson })
        {
            return right;
        }

        return Order(leftJson, rightJson, equality) is { } order
            ? Truth(verdict(order))
            : new Evaluation.Failed($"Values of different kinds cannot be compared: {leftJson.GetRawText()} and {rightJson.GetRawText()}.");
    }

    private Evaluation In(JsonElement condition, bool negate)
    {
        var query = Operand(condition, condition.Member("QueryValue") is null ? "Value" : "QueryValue");
        if (query is not Evaluation.Value { Json: var wanted })
        {
            return query;
        }

        foreach (var item in condition.Items(condition.Member("Values") is null ? "In" : "Values"))
        {
            var one = expressions.Resolve(item);
            if (one is not Evaluation.Value { Json: var candidate })
            {
                return one;
            }

            if (Order(wanted, candidate, equality: true) == 0)
            {
                return Truth(!negate);
            }
        }

        return Truth(negate);
    }

    private Evaluation Operand(JsonElement condition, string name)
    {
        if (condition.Member(name) is not { } operand)
        {
            return new Evaluation.Failed($"The condition has no {name}.");
        }

        var evaluation = expressions.Resolve(operand);
        return evaluation is Evaluation.Value { Json.ValueKind: (JsonValueKind.Array or JsonValueKind.Object) and var kind }
            ? new Evaluation.Failed($"The {name} of a condition must be one value, and is an {kind.ToString().ToLowerInvariant()}.")
            : evaluation;
    }

    private static Evaluation Not(Evaluation inner) => inner is Evaluation.Value { Json.ValueKind: var kind } ? Truth(kind != JsonValueKind.True) : inner;

    private static Evaluation.Value Truth(bool value) => new(JsonText.Boolean(value));

    /// <summary>Negative, zero or positive; null when the two cannot be compared. Booleans can only be equal or not.</summary>
    private static int? Order(JsonElement left, JsonElement right, bool equality) => (Kind(left), Kind(right)) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => Numbers(left, right),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
        (JsonValueKind.True, JsonValueKind.True) when equality => left.GetBoolean().CompareTo(right.GetBoolean()),
        _ => null,
    };

    private static int Numbers(JsonElement left, JsonElement right) =>
        left.TryGetDecimal(out var exactLeft) && right.TryGetDecimal(out var exactRight)
            ? exactLeft.CompareTo(exactRight)
            : double.Parse(left.GetRawText(), CultureInfo.InvariantCulture).CompareTo(double.Parse(right.GetRawText(), CultureInfo.InvariantCulture));

    private static JsonValueKind Kind(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
}
