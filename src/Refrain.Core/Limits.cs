namespace Refrain.Core;

/// <summary>
/// Every number the service promises (spec 08; https://docs.aws.amazon.com/sagemaker/latest/APIReference/). A server may be told others: <see cref="LimitNames"/>.
/// </summary>
public sealed record Limits
{
    /// <summary>What AWS documents, and where it documents nothing what we chose.</summary>
    public static Limits Default { get; } = new();

    /// <summary>Characters of a definition's text.</summary>
    public int DefinitionCharacters { get; init; } = 1_048_576;

    /// <summary>Nesting of a definition's JSON.</summary>
    public int DefinitionDepth { get; init; } = 64;

    /// <summary>Steps of a definition, nested ones included.</summary>
    public int Steps { get; init; } = 2_000;

    /// <summary>Characters of a step's or a parameter's name.</summary>
    public int NameCharacters { get; init; } = 64;

    /// <summary>Characters of a step's DisplayName.</summary>
    public int StepDisplayNameCharacters { get; init; } = 256;

    /// <summary>Characters of a step's Description.</summary>
    public int StepDescriptionCharacters { get; init; } = 3_072;

    /// <summary>Declared parameters of a pipeline, and overrides of a start.</summary>
    public int Parameters { get; init; } = 200;

    /// <summary>Characters of a parameter's Description.</summary>
    public int ParameterDescriptionCharacters { get; init; } = 4_096;

    /// <summary>Characters of a String parameter's DefaultValue, and of each of its EnumValues.</summary>
    public int ParameterDefaultCharacters { get; init; } = 4_096;

    /// <summary>Characters of a parameter's value in a start.</summary>
    public int ParameterValueCharacters { get; init; } = 1_024;

    /// <summary>Characters of a key of a definition's Metadata.</summary>
    public int MetadataKeyCharacters { get; init; } = 128;

    /// <summary>Characters of a value of a definition's Metadata.</summary>
    public int MetadataValueCharacters { get; init; } = 1_024;

    /// <summary>Selected steps of a start.</summary>
    public int SelectedSteps { get; init; } = 50;

    /// <summary>OutputParameters of a Lambda or Callback step.</summary>
    public int OutputParameters { get; init; } = 50;

    /// <summary>Characters of the name of an output parameter.</summary>
    public int OutputParameterNameCharacters { get; init; } = 256;

    /// <summary>MaxAttempts of a retry policy.</summary>
    public int RetryMaxAttempts { get; init; } = 20;

    /// <summary>IntervalSeconds of a retry policy.</summary>
    public int RetryIntervalSeconds { get; init; } = 43_200;

    /// <summary>ExpireAfterMin of a retry policy.</summary>
    public int RetryExpireAfterMinutes { get; init; } = 14_400;

    /// <summary>HyperParameters of a job.</summary>
    public int HyperParameters { get; init; } = 100;

    /// <summary>Characters of a hyperparameter's key.</summary>
    public int HyperParameterKeyCharacters { get; init; } = 256;

    /// <summary>Characters of a hyperparameter's value.</summary>
    public int HyperParameterValueCharacters { get; init; } = 2_500;

    /// <summary>Environment variables of a training job.</summary>
    public int TrainingEnvironment { get; init; } = 100;

    /// <summary>Characters of an environment variable's value in a training job.</summary>
    public int TrainingEnvironmentValueCharacters { get; init; } = 512;

    /// <summary>Environment variables of a processing job.</summary>
    public int ProcessingEnvironment { get; init; } = 100;

    /// <summary>Characters of an environment variable's value in a processing job.</summary>
    public int ProcessingEnvironmentValueCharacters { get; init; } = 256;

    /// <summary>ProcessingInputs of a job.</summary>
    public int ProcessingInputs { get; init; } = 10;

    /// <summary>Outputs of a processing job.</summary>
    public int ProcessingOutputs { get; init; } = 10;

    /// <summary>Channels of a training job.</summary>
    public int TrainingChannels { get; init; } = 20;

    /// <summary>Tags of a resource.</summary>
    public int Tags { get; init; } = 50;

    /// <summary>Pipelines of an account in a region.</summary>
    public int Pipelines { get; init; } = 500;

    /// <summary>Executions that have not ended, of all pipelines together.</summary>
    public int RunningExecutions { get; init; } = 200;

    /// <summary>Characters of a step's failure reason; longer ones are cut. Every client knows this one, so it is not for the operator to change.</summary>
    public int StepFailureReasonCharacters { get; init; } = 1_024;

    /// <summary>Characters of a job name: part of its pattern, so it is not for the operator to change.</summary>
    public int JobNameCharacters { get; init; } = 63;
}
