using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning.Selectors;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>What a caller's <c>SourcePipelineExecutionArn</c> led to.</summary>
public abstract record ReferenceLookup
{
    private ReferenceLookup()
    {
    }

    /// <summary>No ARN was given.</summary>
    public sealed record None : ReferenceLookup;

    /// <summary>The text is not the ARN of an execution.</summary>
    public sealed record Malformed(string Text) : ReferenceLookup;

    /// <summary>There is no such execution.</summary>
    public sealed record Unknown(string Arn) : ReferenceLookup;

    /// <summary>It exists, but belongs to another pipeline, perhaps one of the same name that was deleted (R5).</summary>
    public sealed record OfAnotherPipeline(string Arn) : ReferenceLookup;

    /// <summary>It is there.</summary>
    public sealed record Found(ReferenceExecution Execution) : ReferenceLookup;
}

/// <summary>An earlier execution of the same pipeline, as it is at this moment.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="HasEnded">False while it is executing or stopping.</param>
/// <param name="Length">Length of its history now.</param>
/// <param name="Version">The pipeline version it ran.</param>
/// <param name="Definition">The definition it ran.</param>
/// <param name="Step">What it has of a step: null when the step neither ran nor was reused there.</param>
public sealed record ReferenceExecution(
    PipelineExecutionArn Arn,
    bool HasEnded,
    int Length,
    int Version,
    PipelineDefinition Definition,
    Func<StepName, ReferenceStep?> Step)
{
    /// <summary>What it was bound to do; null where nobody asks for it.</summary>
    public ExecutionPlan? Plan { get; init; }

    /// <summary>How a step stands there.</summary>
    public StepStanding Standing(StepName step) => Step(step)?.Standing ?? StepStanding.NotRun;
}

/// <summary>A step of a reference execution.</summary>
/// <param name="Type">Its type there.</param>
/// <param name="Succeeded">True when it has a result: it ran, hit the cache, or was reused there.</param>
/// <param name="MadeBy">The execution that really ran it.</param>
/// <param name="MadeAtLength">How much of that execution's history counts.</param>
/// <param name="Result">The result; null when it did not succeed.</param>
public sealed record ReferenceStep(string Type, bool Succeeded, PipelineExecutionArn MadeBy, int MadeAtLength, StepResult? Result)
{
    /// <summary>Succeeded, or how else it ended.</summary>
    public StepStanding Standing { get; init; } = Succeeded ? StepStanding.Succeeded : StepStanding.Failed;

    /// <summary>The execution whose job made it, when <see cref="MadeBy"/> only found it in its cache; null otherwise.</summary>
    public PipelineExecutionArn? FoundIn { get; init; }

    /// <summary>When the run that made it began; null where nobody asks for it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the run that made it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What made the result what it is; null for steps without a job, and for results given by hand.</summary>
    public StepIdentity? Identity { get; init; }

    /// <summary>The step as authored in the version that made it; null for a result given by hand.</summary>
    public StepDefinition? Definition { get; init; }

    /// <summary>The parameters of the execution that made it.</summary>
    public ValueList<BoundParameter> Parameters { get; init; } = [];
}
