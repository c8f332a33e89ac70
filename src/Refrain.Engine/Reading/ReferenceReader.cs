using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Planning.Selectors;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>A step that an execution reuses.</summary>
/// <param name="Report">The report of the run that made the result.</param>
/// <param name="MadeBy">The execution of that run.</param>
/// <param name="Length">How much of that execution's history counts.</param>
/// <param name="Source">The execution that was named: the reference, or one named for this step.</param>
public sealed record ReusedStep(StepReport Report, PipelineExecutionArn MadeBy, int Length, PipelineExecutionArn Source);

/// <summary>Reads what earlier executions have of steps: as they were at a length of their history, whatever happened to them since.</summary>
public sealed class ReferenceReader(IExecutionStore executions, DefinitionLibrary definitions, ExecutionHistory history)
{
    /// <summary>What a reference's ARN leads to, with the given steps loaded (null: all).</summary>
    public async Task<ReferenceLookup> LookUpAsync(string? arnText, long pipelineId, ValueList<StepName>? steps, CancellationToken cancellationToken)
    {
        if (arnText is null)
        {
            return new ReferenceLookup.None();
        }

        if (!PipelineExecutionArn.TryParse(arnText, out var arn))
        {
            return new ReferenceLookup.Malformed(arnText);
        }

        if (await executions.FindAsync(arn, cancellationToken) is not { } record)
        {
            return new ReferenceLookup.Unknown(arnText);
        }

        return record.PipelineId == pipelineId
            ? new ReferenceLookup.Found(await ReadAsync(record, steps, cancellationToken))
            : new ReferenceLookup.OfAnotherPipeline(arnText);
    }

    /// <summary>An execution as a reference, with the given steps loaded (null: all).</summary>
    public async Task<ReferenceExecution> ReadAsync(ExecutionRecord record, ValueList<StepName>? steps, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(record, steps, cancellationToken);
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        return new ReferenceExecution(record.Arn, record.HasEnded, record.Length, record.PipelineVersion, definition, loaded.GetValueOrDefault) { Plan = record.Plan };
    }

    /// <summary>Reports of steps that ran in an execution, as they were after its first <paramref name="length"/> events.</summary>
    public async Task<ValueList<StepReport>> ReportsAtAsync(PipelineExecutionArn arn, int length, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        var reports = await executions.ReportsAsync(arn, only, cancellationToken);
        var areAll = only is not null && reports.Count == only.Count; // the usual case, and it needs no more than this
        if (areAll && reports.All(report => report.Length <= length))
        {
            return reports;
        }

        var record = await executions.FindAsync(arn, cancellationToken) ?? throw new InvalidOperationException($"{arn} is not stored any more, but an execution reuses it.");
        reports = reports.Concat(await GivenAsync(record, only, cancellationToken)).ToValueList();
        if (reports.All(report => report.Length <= length))
        {
            return reports;
        }

        // The execution was retried since: what counts is what it was then.
        var state = await history.FoldAsync(record, length, cancellationToken);
        return reports
            .Select(report => report.Length <= length ? report : state[report.Position].StartedAt is null ? null : state.Report(report.Position))
            .OfType<StepReport>()
            .ToValueList();
    }

    /// <summary>Reports of the steps whose outputs were given to an execution by hand: they are recorded with its plan, since nothing ran.</summary>
    public async Task<ValueList<StepReport>> GivenAsync(ExecutionRecord record, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        if (record.Plan.Supplied is not { } supplied)
        {
            return [];
        }

        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        return supplied.Where(one => only?.Contains(one.Step) ?? true).Select(one => Given(definition[one.Step], one.Result, record.CreatedAt)).ToValueList();
    }

    /// <summary>The steps that a selective execution reuses; of the named ones only, when names are given.</summary>
    public async Task<ValueList<ReusedStep>> ReusedAsync(ExecutionRecord record, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        var found = new List<ReusedStep>();
        var wanted = only?.ToHashSet();
        foreach (var source in record.Plan.Selective?.Reused ?? [])
        {
            var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
            var names = source.Steps.Positions().Select(position => definition.Steps[position].Name).Where(name => wanted?.Contains(name) ?? true).ToValueList();
            if (names.Count > 0)
            {
                var named = source.Via ?? record.Plan.Selective?.Reference ?? source.Execution;
                var reports = await ReportsAtAsync(source.Execution, source.Length, names, cancellationToken);
                found.AddRange(reports.Select(report => new ReusedStep(report, source.Execution, source.Length, named)));
            }
        }

        return found.ToValueList();
    }

    private async Task<Dictionary<StepName, ReferenceStep>> LoadAsync(ExecutionRecord record, ValueList<StepName>? steps, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<StepName, ReferenceStep>();
        if (steps is { Count: 0 })
        {
            return loaded;
        }

        var makers = new Dictionary<PipelineExecutionArn, ExecutionRecord?> { [record.Arn] = record };
        foreach (var report in await executions.ReportsAsync(record.Arn, steps, cancellationToken))
        {
            loaded[report.Step] = await StepAsync(report, record.Arn, record.Length, makers, cancellationToken);
        }

        foreach (var report in await GivenAsync(record, steps, cancellationToken))
        {
            loaded.TryAdd(report.Step, await StepAsync(report, record.Arn, record.Length, makers, cancellationToken));
        }

        foreach (var reused in await ReusedAsync(record, steps, cancellationToken))
        {
            loaded.TryAdd(reused.Report.Step, await StepAsync(reused.Report, reused.MadeBy, reused.Length, makers, cancellationToken));
        }

        return loaded;
    }

    private async Task<ReferenceStep> StepAsync(
        StepReport report, PipelineExecutionArn madeBy, int length, Dictionary<PipelineExecutionArn, ExecutionRecord?> makers, CancellationToken cancellationToken)
    {
        if (!makers.TryGetValue(madeBy, out var maker))
        {
            makers[madeBy] = maker = await executions.FindAsync(madeBy, cancellationToken);
        }

        var isGiven = maker?.Plan.Supplied?.Any(supplied => supplied.Step == report.Step) ?? false;
        var definition = maker is null || isGiven ? null : await definitions.GetAsync(maker.PipelineId, maker.PipelineVersion, cancellationToken);
        return new ReferenceStep(report.Type, report.Status == StepStatus.Succeeded, madeBy, length, report.Result)
        {
            Standing = Standing(report.Status),
            FoundIn = report.CacheHit?.Source,
            StartedAt = report.CacheHit?.StartedAt ?? report.StartedAt,
            EndedAt = report.CacheHit?.EndedAt ?? report.EndedAt,
            Identity = report.Identity,
            Definition = definition?.Find(report.Step),
            Parameters = maker?.Plan.Parameters ?? [],
        };
    }

    private static StepReport Given(StepDefinition step, StepResult result, DateTimeOffset at) => new()
    {
        Step = step.Name,
        Position = step.Position,
        Type = step.Type.Name,
        Status = StepStatus.Succeeded,
        StartedAt = at,
        EndedAt = at,
        Result = result,
        Length = 1,
    };

    private static StepStanding Standing(StepStatus status) => status switch
    {
        StepStatus.Succeeded => StepStanding.Succeeded,
        StepStatus.Failed => StepStanding.Failed,
        StepStatus.Stopped => StepStanding.Stopped,
        _ => StepStanding.NotRun,
    };
}
