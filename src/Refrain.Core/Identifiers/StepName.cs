using System.Text.Json.Serialization;

namespace Refrain.Core.Identifiers;

/// <summary>The name of a step: 1 to 64 characters of <c>[A-Za-z0-9-_]</c>, unique in its definition.</summary>
[JsonConverter(typeof(StepNameJson))]
public readonly record struct StepName(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

internal sealed class StepNameJson() : TextJson<StepName>(text => new StepName(text), name => name.Value);
