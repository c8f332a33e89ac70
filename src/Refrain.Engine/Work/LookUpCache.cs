using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Looks for an earlier run that may stand for a step (spec 03, 2): same pipeline in any version, same step, same key, ended well, young enough, newest first.
/// </summary>
public sealed class LookUpCache(IStepCache cache, IExecutionStore executions, IObjectStore objects, TimeProvider clock)
{
    // A candidate is only passed over when its bytes are lost; nobody loses many and keeps the next.
    private const int MostCandidates = 8;

    /// <summary>The run, or null: then the step runs itself.</summary>
    public async Task<CachedRun?> FindAsync(StepContext context, StepDefinition step, StepCacheKey key, CancellationToken cancellationToken)
    {
        if (step.CacheConfig is not { Enabled: true } config)
        {
            return null;
        }

        var query = new CacheQuery(context.PipelineId, step.Name, step.Type.Name, key.Identity, key.Digest, EndedBy: null, MostCandidates);
        var now = clock.GetUtcNow();
        foreach (var entry in (await cache.FindAsync(query, cancellationToken)).Where(entry => config.Covers(entry.EndedAt, now)))
        {
            if (await RunAsync(entry, step.Name, cancellationToken) is { } run && CanBeStaged(run.Result))
            {
                return run;
            }
        }

        return null;
    }

    private async Task<CachedRun?> RunAsync(CacheEntry entry, StepName step, CancellationToken cancellationToken)
    {
        var reports = await executions.ReportsAsync(entry.Execution, [step], cancellationToken);
        return reports is [{ Status: StepStatus.Succeeded, Result: { } result } report]
            ? new CachedRun(new CacheHit(entry.Execution, report.StartedAt, entry.EndedAt), result, report.Identity)
            : null;
    }

    /// <summary>A result whose bytes are gone would only fail the step that stages it.</summary>
    private bool CanBeStaged(StepResult result)
    {
        foreach (var blob in result.Outputs.SelectMany(output => output.Content.Entries).Select(entry => entry.Blob).Distinct())
        {
            using var bytes = objects.OpenBlob(blob);
            if (bytes is null)
            {
                return false;
            }
        }

        return true;
    }
}
