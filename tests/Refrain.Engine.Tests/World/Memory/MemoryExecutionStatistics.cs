using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>Counts the reports that are there, each time anew.</summary>
public sealed class MemoryExecutionStatistics(MemoryStores stores) : IExecutionStatistics
{
    public Task<ValueList<StepDurations>> DurationsAsync(long pipelineId, ValueList<StepName> steps, int take, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var wanted = steps.ToHashSet();
            var runs = Runs(pipelineId).Where(run => wanted.Contains(run.Report.Step) && run.Ending is not (StepEnding.Failed or StepEnding.Stopped)).ToLookup(run => run.Report.Step);
            return Task.FromResult(steps.Distinct().Where(runs.Contains).Select(step => new StepDurations(
                step, runs[step].Reverse().OrderByDescending(run => run.Report.StartedAt).Take(take).Select(run => run.Report.EndedAt!.Value - run.Report.StartedAt).ToValueList())).ToValueList());
        }
    }

    public Task<PipelineRuns> RunsAsync(long pipelineId, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var runs = Runs(pipelineId)
                .GroupBy(run => (run.Report.Step, run.Ending))
                .OrderBy(group => group.Key.Step.Value, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Ending)
                .Select(group => (group.Key, Ordered: group.OrderBy(run => run.Report.StartedAt).ToList()))
                .Select(group => new StepRuns(
                    group.Key.Step, group.Key.Ending, group.Ordered.Count, group.Ordered[0].Report.StartedAt, group.Ordered[^1].Report.StartedAt, group.Ordered[^1].Execution));
            return Task.FromResult(new PipelineRuns(stores.Executions.AllOf(pipelineId).Count(), runs.ToValueList()));
        }
    }

    private IEnumerable<(PipelineExecutionArn Execution, StepReport Report, StepEnding Ending)> Runs(long pipelineId) =>
        from execution in stores.Executions.AllOf(pipelineId)
        from report in execution.Reports
        let ending = StepEndings.Of(report)
        where ending is not null
        select (execution.Record.Arn, report, ending.Value);
}
