using System.Text.Json.Serialization;

namespace Refrain.Core.Identifiers;

/// <summary>The name of a step: 1 to 64 characters (or the server's limit) of <c>[A-Za-z0-9-_]</c>, unique in its definition.</summary>
[JsonConverter(typeof(StepNameJson))]
public readonly record struct StepName(string Value)
{
    /// <summary>True for 1 to <paramref name="max"/> characters of <c>[A-Za-z0-9-_]</c>: what names of steps and of parameters are made of.</summary>
    public static bool IsValid(string text, int max = 64) => text.Length >= 1 && text.Length <= max && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <inheritdoc />
    public override string ToString() => Value;
}

internal sealed class StepNameJson() : TextJson<StepName>(text => new StepName(text), name => name.Value);
