using System.ComponentModel;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Requests;

namespace Refrain.Server.Api;

/// <summary>What can be said about a run besides its steps, in every request that plans or starts one.</summary>
internal abstract record RunInput
{
    [Description("Values of pipeline parameters.")]
    public IReadOnlyList<ParameterInput>? Parameters { get; init; }

    [Description("Selectors of steps that do not run.")]
    public IReadOnlyList<string>? Exclude { get; init; }

    [Description("Outputs of steps that do not run, given by hand.")]
    public IReadOnlyList<OutputInput>? SetOutputs { get; init; }

    [Description("Conditions whose outcome is given instead of evaluated.")]
    public IReadOnlyList<ForcedConditionInput>? ForceConditions { get; init; }

    internal ValueList<ParameterOverride> Overrides() => (Parameters ?? []).Select(one => new ParameterOverride(one.Name, one.Value)).ToValueList();

    internal ValueList<string> Excluded() => (Exclude ?? []).ToValueList();

    internal ValueList<OutputValue> Outputs() => (SetOutputs ?? []).Select(one => new OutputValue(new StepName(one.StepName), one.Path, one.Value)).ToValueList();

    internal ValueList<ForcedCondition> Forced() => (ForceConditions ?? []).Select(one => new ForcedCondition(new StepName(one.StepName), one.Outcome)).ToValueList();
}

/// <summary>What is said of an execution that is started.</summary>
internal interface IStartInput
{
    string? DisplayName { get; }

    string? Description { get; }

    int? MaxParallelExecutionSteps { get; }

    string? ClientRequestToken { get; }

    bool? AllowStale { get; }
}

/// <summary>What can be said about a run of a pipeline.</summary>
internal abstract record PipelineRunInput : RunInput
{
    [Description("The version of the pipeline; the latest when left out.")]
    public int? PipelineVersionId { get; init; }

    [Description("A selector of the steps to run; every step when left out.")]
    public string? Select { get; init; }

    [Description("Also run what lies between the chosen steps.")]
    public bool? Close { get; init; }

    [Description("The reference execution: latest (the newest that has ended; the default when something is selected), latest-succeeded, none, an ARN or an id.")]
    public string? Reference { get; init; }

    [Description("Steps whose result is taken from an execution of their own instead of the reference.")]
    public IReadOnlyList<ReuseInput>? Reuse { get; init; }

    [Description("Take what is not given among the parameters from the reference instead of the defaults.")]
    public bool? ParametersFromReference { get; init; }

    internal PlanPipelineExecutionRequest Request(Caller caller, string pipeline) => new()
    {
        Caller = caller,
        Pipeline = pipeline,
        Version = PipelineVersionId,
        Choice = new StepChoice(Select, Excluded(), Close ?? false),
        Reference = Reference,
        Reuse = (Reuse ?? []).Select(one => new NamedReuse(new StepName(one.StepName), one.Execution)).ToValueList(),
        Outputs = Outputs(),
        Forced = Forced(),
        Parameters = Overrides(),
        ParametersFromReference = ParametersFromReference ?? false,
    };
}

[Description("What a run of a pipeline would do. Without select every step runs.")]
internal sealed record PlanInput : PipelineRunInput;

[Description("A run of a pipeline to start.")]
internal sealed record StartInput : PipelineRunInput, IStartInput
{
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public int? MaxParallelExecutionSteps { get; init; }

    [Description("Makes a repeated request harmless: 32 to 128 characters.")]
    public string? ClientRequestToken { get; init; }

    [Description("Start also when the value of a parameter would be without effect, because only reused steps read it.")]
    public bool? AllowStale { get; init; }
}

/// <summary>What can be said about resuming an execution.</summary>
internal abstract record ResumptionInput : RunInput
{
    [Description("original (the default): the definition that the execution ran; current: the latest of the pipeline.")]
    public string? Definition { get; init; }
}

[Description("What a new execution would do that runs what an ended one left undone.")]
internal sealed record ResumeInput : ResumptionInput;

[Description("An execution to resume by a new one.")]
internal sealed record StartResumeInput : ResumptionInput, IStartInput
{
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public int? MaxParallelExecutionSteps { get; init; }

    [Description("Makes a repeated request harmless: 32 to 128 characters.")]
    public string? ClientRequestToken { get; init; }

    [Description("Start also when the value of a parameter would be without effect, because only reused steps read it.")]
    public bool? AllowStale { get; init; }
}

internal sealed record ParameterInput(string Name, [property: Description("As text, whatever the parameter's type.")] string Value);

internal sealed record ReuseInput(string StepName, [property: Description("ARN or id, or latest-succeeded.")] string Execution);

internal sealed record OutputInput(
    string StepName,
    [property: Description("Where later steps read it: ModelArtifacts.S3ModelArtifacts, OutputParameters['x'], or PropertyFiles.NAME for a property file.")] string Path,
    [property: Description("Any JSON value.")] JsonElement Value);

internal sealed record ForcedConditionInput(string StepName, bool Outcome);
