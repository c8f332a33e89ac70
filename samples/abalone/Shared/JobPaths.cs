namespace Abalone.Shared;

/// <summary>
/// Where this job finds its files: the fixed places of the SageMaker container contract below <c>/opt/ml</c>, or, on a host
/// that cannot give each job an <c>/opt/ml</c> of its own, the places that the <c>SM_*</c> variables name.
/// </summary>
internal sealed class JobPaths(Func<string, string?> variable)
{
    /// <summary>The paths of this process.</summary>
    public static JobPaths OfThisProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Root of a processing job's inputs and outputs.</summary>
    public string Processing => Named("SM_PROCESSING_DIR", "/opt/ml/processing");

    /// <summary>Root of a training job's inputs.</summary>
    public string Input => Named("SM_INPUT_DIR", "/opt/ml/input");

    /// <summary>The folder that holds <c>hyperparameters.json</c>.</summary>
    public string InputConfig => Named("SM_INPUT_CONFIG_DIR", Path.Combine(Input, "config"));

    /// <summary>What is put here becomes <c>model.tar.gz</c>.</summary>
    public string Model => Named("SM_MODEL_DIR", "/opt/ml/model");

    /// <summary>The folder of the <c>failure</c> file, whose text becomes the job's FailureReason.</summary>
    public string Output => Named("SM_OUTPUT_DIR", "/opt/ml/output");

    /// <summary>The folder of one training channel, <c>train</c> or <c>validation</c>.</summary>
    public string Channel(string name) =>
        Named($"SM_CHANNEL_{name.ToUpperInvariant()}", Path.Combine(Input, "data", name));

    private string Named(string name, string otherwise) => variable(name) is { Length: > 0 } path ? path : otherwise;
}
