using System.Text.Json;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps.Condition;

namespace Refrain.Core.Steps;

/// <summary>A step as authored, with the members common to all types (spec 01, 5).</summary>
public sealed class StepDefinition
{
    private ValueList<PlacedExpression>? expressions;

    /// <summary>Its name, unique over the whole definition.</summary>
    public required StepName Name { get; init; }

    /// <summary>Its type.</summary>
    public required IStepType Type { get; init; }

    /// <summary>Where it counts in the definition: document order, a condition before the steps of its branches.</summary>
    public required int Position { get; init; }

    /// <summary>JSON path of the step object.</summary>
    public required string Path { get; init; }

    /// <summary>The whole step object.</summary>
    public required JsonElement Json { get; init; }

    /// <summary>Its arguments; an empty object when it has none.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Explicit ordering.</summary>
    public ValueList<StepName> DependsOn { get; init; } = [];

    /// <summary>Files of its outputs that later steps may query.</summary>
    public ValueList<PropertyFile> PropertyFiles { get; init; } = [];

    /// <summary>Whether an earlier result may stand for a run of it; null when the author says nothing.</summary>
    public CacheConfig? CacheConfig { get; init; }

    /// <summary>When it is tried again, in the order in which the policies count.</summary>
    public ValueList<RetryPolicy> RetryPolicies { get; init; } = [];

    /// <summary>The branch it stands in; null at top level.</summary>
    public Branch? Branch { get; init; }

    /// <summary>The wire's StepDisplayName.</summary>
    public string? DisplayName => Json.Text("DisplayName");

    /// <summary>The wire's StepDescription.</summary>
    public string? Description => Json.Text("Description");

    /// <summary>The conditions of a condition step; none for other types.</summary>
    public IEnumerable<JsonElement> Conditions => Arguments.Items("Conditions");

    /// <summary>
    /// The parts of the definition that are the step's own, with their JSON paths: every member, but of a condition's arguments only the conditions, since
    /// what stands in its branches are other steps (spec 01, 7).
    /// </summary>
    public IEnumerable<(string Path, JsonElement Json)> OwnParts() => Json.EnumerateObject().Select(member =>
        member.Name == "Arguments" && Type is ConditionStepType
            ? ($"{Path}.Arguments.Conditions", Arguments.Member("Conditions") ?? RawJson.EmptyObject.Parse())
            : ($"{Path}.{member.Name}", member.Value));

    /// <summary>Every expression in the step's own parts. A definition is read once and planned with often, so they are found once.</summary>
    public ValueList<PlacedExpression> Expressions() => expressions ??= OwnParts().SelectMany(part => ExpressionReader.In(part.Json, part.Path, _ => { })).ToValueList();

    /// <summary>SHA-256 (hex) of the step's own parts, members sorted: equal as long as the author did not change the step itself.</summary>
    public string Digest() => JsonText.CanonicalDigest(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (path, json) in OwnParts())
        {
            writer.WritePropertyName(path[Path.Length..]);
            json.WriteTo(writer);
        }

        writer.WriteEndObject();
    }));

    /// <inheritdoc />
    public override string ToString() => $"{Name} ({Type.Name})";
}

/// <summary>A side of a condition step.</summary>
public sealed record Branch(StepName Condition, bool When);

/// <summary>A JSON file in a processing output: <c>PropertyFiles</c>.</summary>
public sealed record PropertyFile(string Name, string OutputName, string FilePath);
