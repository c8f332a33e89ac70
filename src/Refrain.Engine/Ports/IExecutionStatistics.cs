using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// What the past executions of a pipeline say about its steps, over all versions, by step name. Only real runs that have ended count: a step that was reused or
/// found in the cache did not run. Written by <see cref="IExecutionStore.AppendAsync"/>.
/// </summary>
public interface IExecutionStatistics
{
    /// <summary>How long the latest successful runs of the named steps took: at most <paramref name="take"/> of each. Steps without one are left out.</summary>
    Task<ValueList<StepDurations>> DurationsAsync(long pipelineId, ValueList<StepName> steps, int take, CancellationToken cancellationToken);

    /// <summary>How often, when and where every step that ever ran has run.</summary>
    Task<PipelineRuns> RunsAsync(long pipelineId, CancellationToken cancellationToken);
}

/// <summary>How long a step took, from its start to its end, waiting times between attempts included; the latest run first.</summary>
public sealed record StepDurations(StepName Step, ValueList<TimeSpan> Latest);

/// <summary>The runs of a pipeline's steps.</summary>
/// <param name="Executions">How many executions were started, ended or not.</param>
/// <param name="Runs">By step (ordinal), then by ending.</param>
public sealed record PipelineRuns(int Executions, ValueList<StepRuns> Runs);

/// <summary>The runs of a step that ended in one way.</summary>
/// <param name="Step">The step.</param>
/// <param name="Ending">How they ended.</param>
/// <param name="Count">In how many executions.</param>
/// <param name="FirstAt">When the first of them started.</param>
/// <param name="LastAt">When the last of them started.</param>
/// <param name="LastExecution">The execution of the last of them.</param>
public sealed record StepRuns(StepName Step, StepEnding Ending, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, PipelineExecutionArn LastExecution);
