using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;

namespace Refrain.Engine.Ports;

/// <summary>
/// Successful runs of steps, by what they ran with. Written by <see cref="IExecutionStore.AppendAsync"/> together with the success itself, removed with the
/// pipeline.
/// </summary>
public interface IStepCache
{
    /// <summary>Runs of one step of one pipeline, the one that ended last first; of two that ended at the same moment the one recorded last.</summary>
    Task<ValueList<CacheEntry>> FindAsync(CacheQuery query, CancellationToken cancellationToken);
}

/// <summary>A run about to be remembered.</summary>
/// <param name="Step">The step.</param>
/// <param name="StepType">Its type: a step that became another type is another step.</param>
/// <param name="Key">What it ran with.</param>
/// <param name="EndedAt">When it ended: its age counts from here.</param>
public sealed record NewCacheEntry(StepName Step, string StepType, StepCacheKey Key, DateTimeOffset EndedAt);

/// <summary>Which runs: of all versions of the pipeline.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Step">The step.</param>
/// <param name="StepType">Its type.</param>
/// <param name="Identity">Keys of this kind.</param>
/// <param name="Digest">The key's digest; null for runs with any key.</param>
/// <param name="EndedBy">Only those that had ended by then; null for all.</param>
/// <param name="Limit">At most this many.</param>
public sealed record CacheQuery(
    long PipelineId, StepName Step, string StepType, CacheIdentity Identity, string? Digest, DateTimeOffset? EndedBy, int Limit);
