using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Finds the run of a step that another one is compared with.</summary>
public sealed class PreviousRuns(IExecutionStore executions, ReferenceReader references)
{
    private const int PageSize = 50;
    private const int Pages = 10; // of a pipeline that has started oftener without the step, nothing is said

    /// <summary>The run of the reference, when there is one that ran the step; otherwise the latest earlier run that ended; null when there was none.</summary>
    public async Task<PreviousRun?> BeforeAsync(ExecutionRecord record, StepDefinition step, CancellationToken cancellationToken)
    {
        if (record.Plan.Selective?.Reference is { } reference && await OfExecutionAsync(reference, step, cancellationToken) is { } referenced)
        {
            return referenced;
        }

        // What started in the same moment is told apart by its place in the list: earlier is what stands behind the execution itself.
        var isBehind = false;
        var query = new ExecutionQuery(
            record.PipelineId, new CreatedBetween(null, record.CreatedAt.AddMilliseconds(1)), ExecutionSort.CreationTime, new PageRequest(Descending: true, Cursor: null, PageSize));
        for (var number = 0; number < Pages; number++)
        {
            var page = await executions.ListAsync(query, cancellationToken);
            foreach (var earlier in page.Items)
            {
                if (isBehind && await OwnAsync(earlier, step, cancellationToken) is { } found)
                {
                    return found;
                }

                isBehind |= earlier.Arn == record.Arn;
            }

            if (page.Next is null)
            {
                return null;
            }

            query = query with { Page = query.Page with { Cursor = page.Next } };
        }

        return null;
    }

    /// <summary>The run that an execution has of the step: its own, or the one whose result it reuses; null when there is none that ended.</summary>
    public async Task<PreviousRun?> OfExecutionAsync(PipelineExecutionArn arn, StepDefinition step, CancellationToken cancellationToken)
    {
        if (await executions.FindAsync(arn, cancellationToken) is not { } record)
        {
            return null;
        }

        if (await OwnAsync(record, step, cancellationToken) is { } own)
        {
            return own;
        }

        return await references.ReusedAsync(record, [step.Name], cancellationToken) is [{ } reused] && await executions.FindAsync(reused.MadeBy, cancellationToken) is { } maker
            ? new PreviousRun(maker, reused.Report)
            : null;
    }

    // A job step that failed before its launch has nothing to compare with.
    private async Task<PreviousRun?> OwnAsync(ExecutionRecord record, StepDefinition step, CancellationToken cancellationToken) =>
        await executions.ReportsAsync(record.Arn, [step.Name], cancellationToken) is [{ Status: StepStatus.Succeeded or StepStatus.Failed } report]
        && (report.CacheHit is not null || report.Identity is not null || step.Type is not IJobStepType)
            ? new PreviousRun(record, report)
            : null;
}
