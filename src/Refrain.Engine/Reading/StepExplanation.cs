using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Why a step stands where it stands in an execution, and what is different from the run before.</summary>
/// <param name="Execution">The execution.</param>
/// <param name="Step">The step.</param>
/// <param name="Status">Its status; null when it has not begun here.</param>
/// <param name="Reason">Why it ran, or did not.</param>
/// <param name="Origin">Where its result is from, when it did not run here.</param>
/// <param name="Previous">The run it is compared with; null when it did not run here, or never ran before.</param>
/// <param name="Parts">What the two runs are made of, part by part.</param>
/// <param name="Arguments">Where their resolved arguments differ.</param>
/// <param name="Cache">Its lookup in the cache; null for steps that have no key.</param>
public sealed record StepExplanation(
    ExecutionRecord Execution,
    StepDefinition Step,
    StepStatus? Status,
    StepReason Reason,
    ResultOrigin? Origin,
    PreviousRun? Previous,
    ValueList<IdentityPart> Parts,
    ValueList<JsonDifference> Arguments,
    CacheLookup? Cache)
{
    /// <summary>The comparison in one sentence; null when there is nothing to compare with.</summary>
    public string? Comparison => (Previous, Parts.Where(part => part.Changed).ToList()) switch
    {
        (null, _) => null,
        ({ } run, []) when Step.Type is not IJobStepType =>
            $"Its definition has not changed since {Title(run)}; what its expressions came to is recorded for jobs only.",
        ({ } run, []) => $"Nothing it is made of has changed since {Title(run)}.",
        ({ } run, var changed) => $"Since {Title(run)} changed: {string.Join(", ", changed.Select(part => part.Title))}.",
    };

    private static string Title(PreviousRun run) =>
        $"its run in execution {run.Execution.Arn.ExecutionId}{(run.Report.Status == StepStatus.Failed ? " (failed)" : "")}";
}

/// <summary>Where a result is from that was not made here.</summary>
/// <param name="Source">The execution it was taken from.</param>
/// <param name="MadeBy">The execution that really ran the step.</param>
/// <param name="EndedAt">When that run ended.</param>
public sealed record ResultOrigin(PipelineExecutionArn Source, PipelineExecutionArn MadeBy, DateTimeOffset? EndedAt);

/// <summary>An earlier run of a step.</summary>
/// <param name="Execution">Where it ran.</param>
/// <param name="Report">What became of it.</param>
public sealed record PreviousRun(ExecutionRecord Execution, StepReport Report);

/// <summary>A step's part in the cache.</summary>
/// <param name="Config">Its <c>CacheConfig</c>; null when it has none.</param>
/// <param name="Key">What it was looked up by, or would have been.</param>
/// <param name="Verdict">What came of it.</param>
public sealed record CacheLookup(CacheConfig? Config, StepCacheKey Key, CacheVerdict Verdict);
