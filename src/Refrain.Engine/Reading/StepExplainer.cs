using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>
/// Explains a step of an execution from what was recorded. A step that ran is compared with the run of the reference in a selective execution, otherwise with the
/// latest earlier run; one that the cache had with the run that stands for it.
/// </summary>
public sealed class StepExplainer(
    IStepCache cache, ExecutionHistory history, DefinitionLibrary definitions, PreviousRuns previousRuns, ReferenceReader references)
{
    private const int Candidates = 50;

    /// <summary>The explanation.</summary>
    /// <exception cref="RefusalException">The pipeline has no such step.</exception>
    public async Task<StepExplanation> ExplainAsync(ExecutionRecord record, string stepName, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        var step = definition.Find(new StepName(stepName)) ?? throw RefusalException.NotFound($"The pipeline of execution '{record.Arn.ExecutionId}' has no step '{stepName}'.");
        var state = await history.FoldAsync(record, toLength: null, cancellationToken);
        var progress = state[step.Position];
        var report = progress.StartedAt is null ? null : state.Report(step.Position);
        var previous = await PreviousAsync(record, progress, cancellationToken);
        var (parts, arguments) = previous is null ? ([], []) : await CompareAsync(previous, progress, cancellationToken);
        return new StepExplanation(
            record,
            step,
            report?.Status,
            StepReason.Of(state, step.Position),
            await OriginAsync(record, progress, cancellationToken),
            previous,
            parts,
            arguments,
            await CacheAsync(record, progress, cancellationToken));
    }

    private async Task<ResultOrigin?> OriginAsync(ExecutionRecord record, StepProgress progress, CancellationToken cancellationToken)
    {
        if (progress.CacheHit is { } hit)
        {
            return new ResultOrigin(hit.Source, hit.Source, hit.SourceEndedAt);
        }

        if (progress.State is not StepState.Reused)
        {
            return null;
        }

        var reused = await references.ReusedAsync(record, [progress.Definition.Name], cancellationToken);
        return reused is [{ Report: var report } step]
            ? new ResultOrigin(step.Source, report.CacheHit?.Source ?? step.MadeBy, report.CacheHit?.EndedAt ?? report.EndedAt)
            : null;
    }

    private async Task<PreviousRun?> PreviousAsync(ExecutionRecord record, StepProgress progress, CancellationToken cancellationToken) => progress switch
    {
        { StartedAt: null } or { State: StepState.Supplied } => null,
        { CacheHit.Source: { } source } => await previousRuns.OfExecutionAsync(source, progress.Definition, cancellationToken),
        _ => await previousRuns.BeforeAsync(record, progress.Definition, cancellationToken),
    };

    private async Task<(ValueList<IdentityPart> Parts, ValueList<JsonDifference> Arguments)> CompareAsync(
        PreviousRun previous, StepProgress progress, CancellationToken cancellationToken)
    {
        var before = await history.FoldAsync(previous.Execution, toLength: null, cancellationToken);
        var earlier = before.Definition.Find(progress.Definition.Name) is { } known ? before[known.Position] : null;
        var parts = (Identity(earlier) ?? previous.Report.Identity, Identity(progress)) switch
        {
            ({ } old, { } @new) => IdentityPart.Compare(old, @new),

            // Steps without a job are made of their definition alone, as far as it is recorded.
            _ => [new IdentityPart("definition", null, earlier?.Definition.Digest(), progress.Definition.Digest())],
        };
        return (Arguments(earlier), Arguments(progress)) is ({ } oldArguments, { } newArguments)
            ? (parts, JsonDifference.Between(oldArguments.Parse(), newArguments.Parse()))
            : (parts, []);
    }

    private async Task<CacheLookup?> CacheAsync(ExecutionRecord record, StepProgress progress, CancellationToken cancellationToken)
    {
        var config = progress.Definition.CacheConfig;
        if (progress.CacheHit is { } hit)
        {
            return new CacheLookup(config, hit.Key, CacheVerdict.Hit(new CacheEntry(hit.Source, hit.Key, hit.SourceEndedAt)));
        }

        if (progress is not { Launch.CacheKey: { } key, StartedAt: { } lookedAt })
        {
            return null;
        }

        // The same key first: its latest run may be further back than the latest runs of all.
        var query = new CacheQuery(record.PipelineId, progress.Definition.Name, progress.Definition.Type.Name, key.Identity, key.Digest, lookedAt, Candidates);
        var same = await cache.FindAsync(query, cancellationToken);
        var any = await cache.FindAsync(query with { Digest = null }, cancellationToken);
        var earlier = same.Concat(any).Where(entry => entry.Execution != record.Arn).ToValueList();
        return new CacheLookup(config, key, CacheVerdict.Miss(key, config, lookedAt, earlier));
    }

    private static StepIdentity? Identity(StepProgress? progress) => progress?.Launch?.Identity ?? progress?.CacheHit?.Identity;

    private static RawJson? Arguments(StepProgress? progress) => progress?.Launch?.Arguments ?? progress?.CacheHit?.Arguments;
}
