namespace Refrain.Core.Steps.Unavailable;

/// <summary>
/// A type of AWS's that this version does not run. Its steps are read, stored and drawn, and can be reused from a reference; one that is reached fails
/// with a reason that says so (spec 06: accept at create time).
/// </summary>
public sealed class UnavailableStepType : IStepType
{
    private UnavailableStepType(string name) => Name = name;

    /// <summary>The types this is said of.</summary>
    public static ValueList<UnavailableStepType> All { get; } = new[]
    {
        "Tuning", "AutoML", "Transform", "Callback", "Lambda", "QualityCheck", "ClarifyCheck", "EMR", "EMRServerless", "EndpointConfig", "Endpoint",
        "InferenceComponent", "Lineage", "BedrockCustomModel", "BedrockCustomModelDeployment", "BedrockModelImport", "BedrockProvisionedModelThroughput",
    }.Select(name => new UnavailableStepType(name)).ToValueList();

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>The failure reason of a step that is reached.</summary>
    public string Reason =>
        $"ClientError: Steps of type {Name} are not run by this version of Refrain. Select the other steps and reuse this one from an execution in which it succeeded.";

    /// <inheritdoc />
    public void Check(StepDefinition step, Action<Diagnostic> report)
    {
        // What it needs is known to the service that runs it; the common members are checked for every type.
    }
}
