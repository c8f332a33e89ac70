using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;

namespace Refrain.Core.Definitions;

/// <summary>A definition that was read and found right. The text it came from is kept elsewhere, byte for byte.</summary>
public sealed class PipelineDefinition
{
    private readonly Dictionary<StepName, StepDefinition> byName;

    internal PipelineDefinition(
        ValueList<PipelineParameter> parameters, ValueList<StepDefinition> steps, JsonElement? experiment, JsonElement? mlflow, StepGraph graph)
    {
        (Parameters, Steps, Experiment, Mlflow, Graph) = (parameters, steps, experiment, mlflow, graph);
        byName = steps.ToDictionary(step => step.Name);
    }

    /// <summary>The declared parameters, in order.</summary>
    public ValueList<PipelineParameter> Parameters { get; }

    /// <summary>All steps, nested ones included, by position.</summary>
    public ValueList<StepDefinition> Steps { get; }

    /// <summary><c>PipelineExperimentConfig</c> as authored; null when there is none.</summary>
    public JsonElement? Experiment { get; }

    /// <summary><c>MlflowConfig</c> as authored; null when there is none.</summary>
    public JsonElement? Mlflow { get; }

    /// <summary>What waits for what.</summary>
    public StepGraph Graph { get; }

    /// <summary>The step of that name, or null.</summary>
    public StepDefinition? Find(StepName name) => byName.GetValueOrDefault(name);

    /// <summary>The step of that name.</summary>
    /// <exception cref="KeyNotFoundException">No such step: our own broken invariant.</exception>
    public StepDefinition this[StepName name] => byName[name];
}
