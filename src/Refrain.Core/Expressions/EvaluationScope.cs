using System.Text.Json;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Expressions;

/// <summary>What expressions can see when they are evaluated. Pure: everything in it was read before.</summary>
public sealed record EvaluationScope
{
    /// <summary>The typed value of a parameter; null when it is not declared.</summary>
    public required Func<string, JsonElement?> Parameter { get; init; }

    /// <summary>The value of an execution variable; null when it has none here (a job name outside a job).</summary>
    public required Func<string, string?> ExecutionVariable { get; init; }

    /// <summary>The properties of a finished step; null when it has none.</summary>
    public required Func<StepName, JsonElement?> Properties { get; init; }

    /// <summary>A property file of a finished step: its content, or why there is none.</summary>
    public required Func<StepName, string, (JsonElement? Content, string? Problem)> PropertyFile { get; init; }

    /// <summary>The experiment's or trial's name; null when the pipeline has none.</summary>
    public Func<string, string?> Experiment { get; init; } = _ => null;

    /// <summary>A JSON object of the store that was read before; null when it was not read yet.</summary>
    public Func<S3Uri, (JsonElement? Content, string? Problem)?> StoredObject { get; init; } = _ => null;
}

/// <summary>What an evaluation gives.</summary>
public abstract record Evaluation
{
    private Evaluation()
    {
    }

    /// <summary>A typed JSON value without expressions.</summary>
    public sealed record Value(JsonElement Json) : Evaluation;

    /// <summary>The step that asked fails, for this reason.</summary>
    public sealed record Failed(string Reason) : Evaluation;

    /// <summary>An object must be read first; then ask again.</summary>
    public sealed record Missing(S3Uri Place) : Evaluation;
}
