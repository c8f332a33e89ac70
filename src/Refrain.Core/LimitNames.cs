namespace Refrain.Core;

/// <summary>The limits an operator may change, by the names they have on the command line.</summary>
public static class LimitNames
{
    // Names of steps are parts of names of files, and what is made of a definition is nested deeper than the definition: neither can grow without end.
    private const int MostNameCharacters = 128;
    private const int MostDepth = 128;

    private static readonly (string Name, Func<Limits, int, Limits> Set)[] Known =
    [
        ("definition-characters", (limits, value) => limits with { DefinitionCharacters = value }),
        ("definition-depth", (limits, value) => limits with { DefinitionDepth = value }),
        ("steps", (limits, value) => limits with { Steps = value }),
        ("name-characters", (limits, value) => limits with { NameCharacters = value }),
        ("step-display-name-characters", (limits, value) => limits with { StepDisplayNameCharacters = value }),
        ("step-description-characters", (limits, value) => limits with { StepDescriptionCharacters = value }),
        ("parameters", (limits, value) => limits with { Parameters = value }),
        ("parameter-description-characters", (limits, value) => limits with { ParameterDescriptionCharacters = value }),
        ("parameter-default-characters", (limits, value) => limits with { ParameterDefaultCharacters = value }),
        ("parameter-value-characters", (limits, value) => limits with { ParameterValueCharacters = value }),
        ("metadata-key-characters", (limits, value) => limits with { MetadataKeyCharacters = value }),
        ("metadata-value-characters", (limits, value) => limits with { MetadataValueCharacters = value }),
        ("selected-steps", (limits, value) => limits with { SelectedSteps = value }),
        ("output-parameters", (limits, value) => limits with { OutputParameters = value }),
        ("output-parameter-name-characters", (limits, value) => limits with { OutputParameterNameCharacters = value }),
        ("retry-max-attempts", (limits, value) => limits with { RetryMaxAttempts = value }),
        ("retry-interval-seconds", (limits, value) => limits with { RetryIntervalSeconds = value }),
        ("retry-expire-after-minutes", (limits, value) => limits with { RetryExpireAfterMinutes = value }),
        ("hyper-parameters", (limits, value) => limits with { HyperParameters = value }),
        ("hyper-parameter-key-characters", (limits, value) => limits with { HyperParameterKeyCharacters = value }),
        ("hyper-parameter-value-characters", (limits, value) => limits with { HyperParameterValueCharacters = value }),
        ("training-environment", (limits, value) => limits with { TrainingEnvironment = value }),
        ("training-environment-value-characters", (limits, value) => limits with { TrainingEnvironmentValueCharacters = value }),
        ("processing-environment", (limits, value) => limits with { ProcessingEnvironment = value }),
        ("processing-environment-value-characters", (limits, value) => limits with { ProcessingEnvironmentValueCharacters = value }),
        ("processing-inputs", (limits, value) => limits with { ProcessingInputs = value }),
        ("processing-outputs", (limits, value) => limits with { ProcessingOutputs = value }),
        ("training-channels", (limits, value) => limits with { TrainingChannels = value }),
        ("tags", (limits, value) => limits with { Tags = value }),
        ("pipelines", (limits, value) => limits with { Pipelines = value }),
        ("running-executions", (limits, value) => limits with { RunningExecutions = value }),
    ];

    /// <summary>All names.</summary>
    public static ValueList<string> All { get; } = Known.Select(limit => limit.Name).ToValueList();

    /// <summary>The greatest number that a limit can be.</summary>
    public static int Most(string name) => name switch
    {
        "name-characters" => MostNameCharacters,
        "definition-depth" => MostDepth,
        _ => int.MaxValue,
    };

    /// <summary>The limits with one of them changed; null when there is none of that name.</summary>
    public static Limits? With(this Limits limits, string name, int value) =>
        Known.FirstOrDefault(limit => limit.Name == name) is { Set: { } set } ? set(limits, value) : null;
}
