namespace Refrain.Core.Steps.Shapes;

/// <summary>The bounds of shapes that an operator may change: the server's limit counts, not the number in the API model.</summary>
public static class ShapeLimits
{
    /// <summary>The greatest length, size or value of a shape.</summary>
    public static decimal? Max(RequestShape shape, Limits limits) => shape.Name switch
    {
        "HyperParameters" => limits.HyperParameters,
        "HyperParameterKey" => limits.HyperParameterKeyCharacters,
        "HyperParameterValue" => limits.HyperParameterValueCharacters,
        "TrainingEnvironmentMap" => limits.TrainingEnvironment,
        "TrainingEnvironmentValue" => limits.TrainingEnvironmentValueCharacters,
        "ProcessingEnvironmentMap" => limits.ProcessingEnvironment,
        "ProcessingEnvironmentValue" => limits.ProcessingEnvironmentValueCharacters,
        "ProcessingInputs" => limits.ProcessingInputs,
        "ProcessingOutputs" => limits.ProcessingOutputs,
        "InputDataConfig" => limits.TrainingChannels,
        "TagList" => limits.Tags,
        "PipelineDefinition" => limits.DefinitionCharacters,
        "ParameterList" => limits.Parameters,
        "SelectedStepList" => limits.SelectedSteps,
        "OutputParameterList" => limits.OutputParameters,
        _ => shape.Max,
    };
}
