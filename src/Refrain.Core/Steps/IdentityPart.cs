namespace Refrain.Core.Steps;

/// <summary>One part of what a step is made of, in two runs of it.</summary>
/// <param name="Part"><c>definition</c>, <c>arguments</c>, <c>image</c>, <c>runtime</c>, <c>environment</c>, <c>code</c> or <c>input</c>.</param>
/// <param name="Name">The input's name; null for the other parts.</param>
/// <param name="Old">Its digest in the earlier run (an image as it is named); null when that run had none.</param>
/// <param name="New">The same of the later run.</param>
/// <param name="OldPlace">Where an input was in the earlier run.</param>
/// <param name="NewPlace">Where it was in the later run.</param>
public sealed record IdentityPart(string Part, string? Name, string? Old, string? New, string? OldPlace = null, string? NewPlace = null)
{
    /// <summary>Whether the two differ. Another place with the same bytes is no difference.</summary>
    public bool Changed => Old != New;

    /// <summary><c>code</c>, <c>input train</c>.</summary>
    public string Title => Name is null ? Part : $"{Part} {Name}";

    /// <summary>Every part of the two, the inputs of the later run first and then those that only the earlier one had.</summary>
    public static ValueList<IdentityPart> Compare(StepIdentity old, StepIdentity @new) =>
    [
        new("definition", null, old.Definition, @new.Definition),
        new("arguments", null, old.Arguments, @new.Arguments),
        new("image", null, Some(old.Image), Some(@new.Image)),
        .. old.Runtime is null && @new.Runtime is null ? ValueList<IdentityPart>.Empty : [new("runtime", null, old.Runtime, @new.Runtime)],
        new("environment", null, old.Environment, @new.Environment),
        new("code", null, Some(old.Code), Some(@new.Code)),
        .. @new.Inputs.Select(input => Input(input.Name, Find(old, input.Name), input)),
        .. old.Inputs.Where(input => Find(@new, input.Name) is null).Select(input => Input(input.Name, input, null)),
    ];

    private static InputDigest? Find(StepIdentity identity, string name) => identity.Inputs.FirstOrDefault(input => input.Name == name);

    private static IdentityPart Input(string name, InputDigest? old, InputDigest? @new) => new("input", name, old?.Digest, @new?.Digest, old?.S3Uri, @new?.S3Uri);

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
