using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Steps;

/// <summary>A step as authored, with the members common to all types (spec 01, 5).</summary>
public sealed class StepDefinition
{
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

    /// <summary>The branch it stands in; null at top level.</summary>
    public Branch? Branch { get; init; }

    /// <summary>The wire's StepDisplayName.</summary>
    public string? DisplayName => Json.Text("DisplayName");

    /// <summary>The wire's StepDescription.</summary>
    public string? Description => Json.Text("Description");

    /// <summary>The conditions of a condition step; none for other types.</summary>
    public IEnumerable<JsonElement> Conditions => Arguments.Items("Conditions");

    /// <inheritdoc />
    public override string ToString() => $"{Name} ({Type.Name})";
}

/// <summary>A side of a condition step.</summary>
public sealed record Branch(StepName Condition, bool When);

/// <summary>A JSON file in a processing output: <c>PropertyFiles</c>.</summary>
public sealed record PropertyFile(string Name, string OutputName, string FilePath);
