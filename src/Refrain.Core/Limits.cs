namespace Refrain.Core;

/// <summary>
/// Every number the service promises (spec 08; https://docs.aws.amazon.com/sagemaker/latest/APIReference/). A server may raise them.
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

    /// <summary>Declared parameters of a pipeline, and overrides of a start.</summary>
    public int Parameters { get; init; } = 200;

    /// <summary>Selected steps of a start.</summary>
    public int SelectedSteps { get; init; } = 50;

    /// <summary>Characters of a step's failure reason; longer ones are cut.</summary>
    public int StepFailureReasonCharacters { get; init; } = 1_024;

    /// <summary>Characters of a job name.</summary>
    public int JobNameCharacters { get; init; } = 63;
}
