using System.Text.Json;
using Refrain.Core.Definitions;
using Refrain.Core.Expressions;
using Refrain.Core.Planning.Selectors;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>What a step would be made from if it ran now, as far as the store can tell. Only for steps with a job.</summary>
/// <param name="Image">The image it names; null when that depends on what is not known yet.</param>
/// <param name="Code">Digest of its code inputs as <see cref="StepIdentity.Code"/> counts it; null when they cannot be found.</param>
/// <param name="Inputs">Digests of every other input that could be found.</param>
/// <param name="Problem">Why some of it is not known; null when all is.</param>
public sealed record StepToday(string? Image, string? Code, ValueList<InputDigest> Inputs, string? Problem);

/// <summary>One part of a step that is not what it was when its recorded result was made.</summary>
public sealed record StaleReason(StepParts Part, string Detail);

/// <summary>Compares what a recorded result was made from with what the step is now: what <c>state:modified</c> and the warnings of a plan say.</summary>
public static class StepFreshness
{
    private const int NamedPlaces = 4;

    private static readonly string[] Images = ["Arguments.AppSpecification.ImageUri", "Arguments.AlgorithmSpecification.TrainingImage"];

    private static readonly string[] PlacesOfInputs = ["Arguments.ProcessingInputs", "Arguments.InputDataConfig", "Arguments.TransformInput"];

    // What orders, describes or repeats a step does not change what it makes.
    private static readonly string[] WithoutEffect = ["Name", "Type", "DisplayName", "Description", "DependsOn", "CacheConfig", "RetryPolicies"];

    /// <summary>The parts that changed; none when the step is what it was.</summary>
    /// <param name="step">The step as it is now.</param>
    /// <param name="reference">The execution the result would be taken from.</param>
    /// <param name="parameters">The parameters of the run that is planned.</param>
    /// <param name="today">What it would be made from now; null when nobody looked, or it has no job.</param>
    public static ValueList<StaleReason> Changes(StepDefinition step, ReferenceExecution reference, ValueList<BoundParameter> parameters, StepToday? today)
    {
        var made = reference.Step(step.Name);
        if (made is { Succeeded: true, Definition: null })
        {
            return []; // given by hand: there is nothing it was made from
        }

        if ((made?.Definition ?? reference.Definition.Find(step.Name)) is not { } then)
        {
            return [new StaleReason(StepParts.Arguments, "the step is new")];
        }

        return ArgumentChanges(then, step, today)
            .Concat(ParameterChanges(step, made is null ? reference.Plan?.Parameters ?? [] : made.Parameters, parameters))
            .Concat(made?.Identity is { } identity && today is not null ? JobChanges(identity, today) : [])
            .ToValueList();
    }

    /// <summary>The changed parts as one value.</summary>
    public static StepParts Parts(ValueList<StaleReason> changes) => changes.Aggregate(StepParts.None, (parts, change) => parts | change.Part);

    /// <summary>The names of the parameters that a step's own expressions read.</summary>
    public static ValueList<string> ParametersOf(StepDefinition step) =>
        step.Expressions()
            .Select(placed => placed.Expression is Expression.Get { Reference: Reference.Parameter parameter } ? parameter.Name : null)
            .OfType<string>()
            .Distinct()
            .ToValueList();

    private static IEnumerable<StaleReason> ArgumentChanges(StepDefinition then, StepDefinition now, StepToday? today)
    {
        if (ReferenceEquals(then, now))
        {
            yield break; // the same version, read once
        }

        if (then.Type != now.Type)
        {
            yield return new StaleReason(StepParts.Arguments, $"the type was {then.Type.Name} and is {now.Type.Name}");
            yield break;
        }

        var places = PartsOf(then).Keys.Union(PartsOf(now).Keys)
            .SelectMany(name => JsonDifference.Between(Part(then, name), Part(now, name), name))
            .Select(difference => difference.Path)
            .Where(IsCompared)
            .ToList();
        if (places.Count > 0)
        {
            var more = places.Count > NamedPlaces ? $" and {places.Count - NamedPlaces} more" : "";
            yield return new StaleReason(StepParts.Arguments, $"changed at {string.Join(", ", places.Take(NamedPlaces))}{more}");
        }

        // The image, and the places of inputs whose bytes are compared, are parts of their own.
        bool IsCompared(string path) => now.Type is not IJobStepType || !(today?.Image is not null && Images.Contains(path)) && !(today is { Problem: null } && IsPlaceOfInput(path));
    }

    private static bool IsPlaceOfInput(string path) =>
        path.EndsWith(".S3Uri", StringComparison.Ordinal) && PlacesOfInputs.Any(place => path.StartsWith(place, StringComparison.Ordinal));

    private static JsonElement? Part(StepDefinition step, string name) => PartsOf(step).TryGetValue(name, out var json) ? json : null;

    private static Dictionary<string, JsonElement> PartsOf(StepDefinition step) => step.OwnParts()
        .Select(part => (Path: part.Path[(step.Path.Length + 1)..], part.Json))
        .Where(part => !WithoutEffect.Contains(part.Path) && part.Json.ValueKind != JsonValueKind.Null)
        .ToDictionary(part => part.Path, part => part.Json);

    private static IEnumerable<StaleReason> ParameterChanges(StepDefinition step, ValueList<BoundParameter> then, ValueList<BoundParameter> now)
    {
        foreach (var name in ParametersOf(step))
        {
            if (then.FirstOrDefault(one => one.Name == name)?.Value is { } old && now.FirstOrDefault(one => one.Name == name)?.Value is { } young && old != young)
            {
                yield return new StaleReason(StepParts.Parameters, $"{name} was {Shown(old)} and is {Shown(young)}");
            }
        }
    }

    private static IEnumerable<StaleReason> JobChanges(StepIdentity identity, StepToday today)
    {
        if (today.Image is { } image && image != identity.Image)
        {
            yield return new StaleReason(StepParts.Image, $"the image was {Shown(identity.Image)} and is {Shown(image)}");
        }

        if (today.Code is { } code && code != identity.Code)
        {
            yield return new StaleReason(StepParts.Code, "the bytes of the code changed");
        }

        foreach (var input in today.Inputs)
        {
            if (identity.Inputs.FirstOrDefault(one => one.Name == input.Name) is { } recorded && recorded.Digest != input.Digest)
            {
                yield return new StaleReason(StepParts.Inputs, $"the bytes of input '{input.Name}' changed ({input.S3Uri})");
            }
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "empty" : value.Length > 80 ? $"{value[..77]}..." : value;
}
