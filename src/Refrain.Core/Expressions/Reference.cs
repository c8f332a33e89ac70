using System.Diagnostics.CodeAnalysis;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Expressions;

/// <summary>What <c>{"Get": "..."}</c> names (spec 01, 3.1).</summary>
public abstract record Reference
{
    private Reference()
    {
    }

    /// <summary><c>Parameters.NAME</c></summary>
    public sealed record Parameter(string Name) : Reference;

    /// <summary><c>Execution.NAME</c>: one of <see cref="ExecutionVariables"/>.</summary>
    public sealed record Execution(string Name) : Reference;

    /// <summary><c>PipelineExperimentConfig.ExperimentName</c> or <c>.TrialName</c></summary>
    public sealed record Experiment(string Name) : Reference;

    /// <summary><c>Steps.NAME.PATH</c></summary>
    public sealed record Property(StepName Step, PropertyPath Path) : Reference;

    /// <summary><c>Steps.NAME.PropertyFiles.FILE</c>: only inside Std:JsonGet.</summary>
    public sealed record PropertyFile(StepName Step, string Name) : Reference;

    /// <summary>The execution variables there are.</summary>
    public static ValueList<string> ExecutionVariables { get; } =
    [
        "PipelineName", "PipelineArn", "PipelineExecutionId", "PipelineExecutionArn", "StartDateTime", "CurrentDateTime", "TrainingJobName", "ProcessingJobName",
    ];

    /// <summary>Reads a reference; otherwise says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Reference? reference, out string problem)
    {
        (reference, problem) = text.Split('.', 2) switch
        {
            ["Parameters", { Length: > 0 } name] => (new Parameter(name), ""),
            ["Parameters", _] => (null, "it must go on with the name of a parameter"),
            ["Execution", var name] when ExecutionVariables.Contains(name) => (new Execution(name), ""),
            ["Execution", var name] => (null, $"there is no execution variable '{name}'; there are {string.Join(", ", ExecutionVariables)}"),
            ["PipelineExperimentConfig", "ExperimentName" or "TrialName"] => (new Experiment(text.Split('.')[1]), ""),
            ["Steps", var rest] => OfStep(rest),
            _ => ((Reference?)null, "it must begin with Parameters., Execution., PipelineExperimentConfig. or Steps."),
        };
        return reference is not null;
    }

    private static (Reference? Reference, string Problem) OfStep(string rest)
    {
        var end = rest.IndexOfAny(['.', '[']);
        if (end <= 0 || rest[end] == '[')
        {
            return (null, "it must go on with Steps.NAME.PROPERTY");
        }

        var (step, path) = (new StepName(rest[..end]), rest[(end + 1)..]);
        if (path.StartsWith("PropertyFiles.", StringComparison.Ordinal))
        {
            var file = path["PropertyFiles.".Length..];
            return file.Length > 0 ? (new PropertyFile(step, file), "") : (null, "it must go on with the name of a property file");
        }

        return PropertyPath.TryParse(path, out var parsed, out var errorAt)
            ? (parsed.Segments is [PathSegment.Member { Name: "PropertyFiles" }, PathSegment.Key key] ? new PropertyFile(step, key.Name) : new Property(step, parsed), "")
            : (null, $"the property path '{path}' is not readable from character {errorAt + 1} on");
    }
}
