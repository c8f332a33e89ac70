using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Definitions;

/// <summary>What is different in the second of two definitions. Steps are matched by name; where they stand in the document does not matter.</summary>
/// <param name="Added">Steps that only the second has, in its order.</param>
/// <param name="Removed">Steps that only the first has, in its order.</param>
/// <param name="Changed">Steps of both that differ, in the second's order.</param>
/// <param name="Other">Differences outside the steps: parameters, experiment, metadata.</param>
public sealed record DefinitionDiff(ValueList<StepName> Added, ValueList<StepName> Removed, ValueList<StepChange> Changed, ValueList<JsonDifference> Other)
{
    /// <summary>The same version twice.</summary>
    public static DefinitionDiff None { get; } = new([], [], [], []);

    /// <summary>Whether nothing is different.</summary>
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count + Other.Count == 0;

    /// <summary>Compares two definitions, each with the document it was read from.</summary>
    public static DefinitionDiff Between((PipelineDefinition Read, JsonElement Document) old, (PipelineDefinition Read, JsonElement Document) @new) => new(
        @new.Read.Steps.Where(step => old.Read.Find(step.Name) is null).Select(step => step.Name).ToValueList(),
        old.Read.Steps.Where(step => @new.Read.Find(step.Name) is null).Select(step => step.Name).ToValueList(),
        @new.Read.Steps.Select(step => old.Read.Find(step.Name) is { } before ? Change(before, step) : null).OfType<StepChange>().ToValueList(),
        JsonDifference.Between(WithoutSteps(old.Document), WithoutSteps(@new.Document)));

    private static StepChange? Change(StepDefinition old, StepDefinition @new)
    {
        var differences = JsonDifference.Between(Own(old), Own(@new)).ToList();
        if (old.Branch != @new.Branch)
        {
            differences.Add(new JsonDifference("Branch", Side(old), Side(@new)));
        }

        return differences.Count == 0 ? null : new StepChange(@new.Name, differences.ToValueList());
    }

    // A condition's branches hold other steps, which are compared by themselves.
    private static JsonElement Own(StepDefinition step) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in step.Json.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.Name == "Arguments" && step.Type is ConditionStepType)
            {
                Write(writer, member.Value, leaveOut: ["IfSteps", "ElseSteps"]);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    });

    private static JsonElement WithoutSteps(JsonElement document) => JsonText.Write(writer => Write(writer, document, leaveOut: ["Steps"]));

    private static void Write(Utf8JsonWriter writer, JsonElement value, string[] leaveOut)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().Where(member => !leaveOut.Contains(member.Name)))
        {
            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static RawJson? Side(StepDefinition step) =>
        step.Branch is { } branch ? RawJson.Of(JsonText.String($"{branch.Condition}.{(branch.When ? "IfSteps" : "ElseSteps")}")) : null;
}

/// <summary>
/// How a step was changed: the paths are relative to the step object. A step that was moved from one branch of a condition to another, or into one, differs at
/// <c>Branch</c>, which no document has.
/// </summary>
public sealed record StepChange(StepName Step, ValueList<JsonDifference> Differences);
