using System.ComponentModel;
using System.Text.Json;

namespace Refrain.Server.Api;

[Description("What is different in the second (new) of two executions of a pipeline.")]
internal sealed record ExecutionDiffOutput
{
    [Description("Whether definition, parameters, inputs, results and metrics are the same. How long it took does not count, nor whether a step ran or an earlier result stood for it.")]
    public required bool Equal { get; init; }

    public required ComparedExecutionOutput Old { get; init; }

    public required ComparedExecutionOutput New { get; init; }

    public required DefinitionDiffOutput Definition { get; init; }

    [Description("Parameters whose values differ.")]
    public required IReadOnlyList<ParameterDiffOutput> Parameters { get; init; }

    [Description("Every step that started or was reused in one of the two, in the order of the new definition; then those that only the old one has.")]
    public required IReadOnlyList<StepDiffOutput> Steps { get; init; }
}

internal sealed record ComparedExecutionOutput
{
    public required string PipelineExecutionArn { get; init; }

    public required int PipelineVersionId { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    [Description("How long it took; left out while it runs.")]
    public double? Seconds { get; init; }
}

internal sealed record DefinitionDiffOutput(
    [property: Description("Steps that only the new definition has.")] IReadOnlyList<string> Added,
    [property: Description("Steps that only the old definition has.")] IReadOnlyList<string> Removed,
    [property: Description("Steps of both that were changed.")] IReadOnlyList<StepChangeOutput> Changed,
    [property: Description("What was changed outside the steps: parameters, experiment, metadata.")] IReadOnlyList<JsonDiffOutput> Other);

internal sealed record StepChangeOutput(string StepName, IReadOnlyList<JsonDiffOutput> Differences);

internal sealed record JsonDiffOutput(
    [property: Description("Where, relative to the step, or to the definition; elements of lists by index, or by name where they have names. Branch: the side of a condition the step stands in.")]
    string Path)
{
    [Description("The old value, any JSON; left out when there was none.")]
    public JsonElement? Old { get; init; }

    [Description("The new value, any JSON; left out when there is none.")]
    public JsonElement? New { get; init; }
}

internal sealed record ParameterDiffOutput(string Name)
{
    public string? Old { get; init; }

    public string? New { get; init; }
}

internal sealed record StepDiffOutput
{
    public required string StepName { get; init; }

    public required string StepType { get; init; }

    [Description("Whether anything but the time it took is different.")]
    public required bool Changed { get; init; }

    [Description("What became of it in the old execution; left out when it was not reached.")]
    public ComparedStepOutput? Old { get; init; }

    [Description("What became of it in the new execution; left out when it was not reached.")]
    public ComparedStepOutput? New { get; init; }

    public required IReadOnlyList<InputDiffOutput> Inputs { get; init; }

    [Description("What else the job was made of and is not the same: code, image, runtime (what stood for the image), environment (with the hyperparameters).")]
    public required IReadOnlyList<string> Parts { get; init; }

    [Description("Metrics of the job, and the numbers in its property files (FILE.path.of.the.number).")]
    public required IReadOnlyList<MetricDiffOutput> Metrics { get; init; }
}

internal sealed record ComparedStepOutput
{
    public required string Status { get; init; }

    [Description("True or False; only for conditions.")]
    public string? Outcome { get; init; }

    [Description("Run, Reuse (from the reference of a selective run) or CacheHit.")]
    public required string Origin { get; init; }

    [Description("How long the run that made the result took, wherever that was; left out while it runs.")]
    public double? Seconds { get; init; }
}

internal sealed record InputDiffOutput(string Name, [property: Description("Whether other bytes went in: the same bytes under another key are the same.")] bool Changed)
{
    public string? OldUri { get; init; }

    [Description("SHA-256 of the paths and bytes of its files.")]
    public string? OldDigest { get; init; }

    public string? NewUri { get; init; }

    public string? NewDigest { get; init; }
}

internal sealed record MetricDiffOutput(string Name)
{
    public double? Old { get; init; }

    public double? New { get; init; }

    [Description("New less old; left out when one of them is missing.")]
    public double? Difference { get; init; }
}
