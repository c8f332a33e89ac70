using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Reads what earlier executions have of steps: as they were at a length of their history, whatever happened to them since.</summary>
public sealed class ReferenceReader(IExecutionStore executions, DefinitionLibrary definitions, ExecutionHistory history)
{
    /// <summary>What a reference's ARN leads to, with the given steps loaded.</summary>
    public async Task<ReferenceLookup> LookUpAsync(string? arnText, long pipelineId, ValueList<StepName> steps, CancellationToken cancellationToken)
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

        if (record.PipelineId != pipelineId)
        {
            return new ReferenceLookup.OfAnotherPipeline(arnText);
        }

        var loaded = await LoadAsync(record, steps, cancellationToken);
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        var hasEnded = record.Status is not (ExecutionStatus.Executing or ExecutionStatus.Stopping);
        return new ReferenceLookup.Found(
            new ReferenceExecution(record.Arn, hasEnded, record.Length, record.PipelineVersion, definition, loaded.GetValueOrDefault));
    }

    /// <summary>Reports of steps that ran in an execution, as they were after its first <paramref name="length"/> events.</summary>
    public async Task<ValueList<StepReport>> ReportsAtAsync(PipelineExecutionArn arn, int length, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        var reports = await executions.ReportsAsync(arn, only, cancellationToken);
        if (reports.All(report => report.Length <= length))
        {
            return reports;
        }

        // The execution was retried since: what counts is what it was then.
        var record = await executions.FindAsync(arn, cancellationToken) ?? throw new InvalidOperationException($"{arn} is not stored any more, but an execution reuses it.");
        var state = await history.FoldAsync(record, length, cancellationToken);
        return reports
            .Select(report => report.Length <= length ? report : state[report.Position].StartedAt is null ? null : state.Report(report.Position))
            .OfType<StepReport>()
            .ToValueList();
    }

    /// <summary>The reports behind the reused steps of a selective execution, each with the execution that made it; of the named steps only, when names are given.</summary>
    public async Task<ValueList<(StepReport Report, PipelineExecutionArn MadeBy, int Length)>> ReusedAsync(
        ExecutionRecord record, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        var found = new List<(StepReport, PipelineExecutionArn, int)>();
        var wanted = only?.ToHashSet();
        foreach (var source in record.Plan.Selective?.Reused ?? [])
        {
            var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
            var names = source.Steps.Positions().Select(position => definition.Steps[position].Name).Where(name => wanted?.Contains(name) ?? true).ToValueList();
            if (names.Count > 0)
            {
                var reports = await ReportsAtAsync(source.Execution, source.Length, names, cancellationToken);
                found.AddRange(reports.Select(report => (report, source.Execution, source.Length)));
            }
        }

        return found.ToValueList();
    }

    private async Task<Dictionary<StepName, ReferenceStep>> LoadAsync(ExecutionRecord record, ValueList<StepName> steps, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<StepName, ReferenceStep>();
        if (steps.Count == 0)
        {
            return loaded;
        }

        foreach (var report in await executions.ReportsAsync(record.Arn, steps, cancellationToken))
        {
            loaded[report.Step] = Step(report, record.Arn, record.Length);
        }

        foreach (var (report, madeBy, length) in await ReusedAsync(record, steps, cancellationToken))
        {
            loaded.TryAdd(report.Step, Step(report, madeBy, length));
        }

        return loaded;
    }

    private static ReferenceStep Step(StepReport report, PipelineExecutionArn madeBy, int length) =>
        new(report.Type, report.Status == StepStatus.Succeeded, madeBy, length, report.Result);
}
