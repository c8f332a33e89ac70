using Dapper;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Statistics of runs in SQL: one narrow row for each, and one index that holds all that is asked.</summary>
public sealed class SqlExecutionStatistics(ISqlDatabase database) : IExecutionStatistics
{
    /// <summary>Step names per query: below every database's limit of parameters.</summary>
    private const int NamesPerQuery = 500;

    /// <inheritdoc />
    public Task<ValueList<StepDurations>> DurationsAsync(long pipelineId, ValueList<StepName> steps, int take, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = new List<DurationRow>();
                foreach (var names in steps.Select(step => step.Value).Distinct().Chunk(NamesPerQuery))
                {
                    rows.AddRange(await session.ListAsync<DurationRow>(LatestSuccesses(names.Length), Parameters(pipelineId, names, take)));
                }

                var byStep = rows.ToLookup(row => row.Step);
                return steps.Distinct().Where(step => byStep.Contains(step.Value)).Select(step => Durations(step, byStep[step.Value], take)).ToValueList();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<PipelineRuns> RunsAsync(long pipelineId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var executions = await session.FindAsync<long>("select count(*) from execution where pipeline_id = @pipelineId", new { pipelineId });
                var pipeline = await session.FindAsync<PipelineRow>("select region, account, name from pipeline where id = @pipelineId", new { pipelineId });
                var rows = await session.ListAsync<RunsRow>(
                    """
                    select step, ending, count(*) as count, min(started_at) as first_at, max(started_at) as last_at,
                           (select execution.id from step_run as latest join execution on seq = latest.execution_seq
                            where latest.pipeline_id = @pipelineId and latest.step = step_run.step and latest.ending = step_run.ending
                            order by latest.started_at desc, latest.execution_seq desc limit 1) as last_execution
                    from step_run where pipeline_id = @pipelineId
                    group by step, ending
                    """,
                    new { pipelineId });
                return new PipelineRuns(
                    (int)executions,
                    pipeline is null ? [] : rows.Select(row => row.ToRuns(pipeline.Arn)).OrderBy(runs => runs.Step.Value, StringComparer.Ordinal).ThenBy(runs => runs.Ending).ToValueList());
            },
            cancellationToken);

    /// <summary>Saves the runs that these reports tell of, with everything else that an append says.</summary>
    internal static Task<int> SaveAsync(SqlSession session, long execution, IEnumerable<StepReport> reports)
    {
        var runs = reports
            .Select(report => (Report: report, Ending: StepEndings.Of(report)))
            .Where(run => run.Ending is not null)
            .Select(run => new { execution, Step = run.Report.Step.Value, Ending = $"{run.Ending}", StartedAt = run.Report.StartedAt.ToMs(), EndedAt = run.Report.EndedAt?.ToMs() })
            .ToList();
        return runs.Count == 0 ? Task.FromResult(0) : session.ExecuteAsync(
            """
            insert into step_run (execution_seq, step, pipeline_id, ending, started_at, ended_at)
            select seq, @Step, pipeline_id, @Ending, @StartedAt, @EndedAt from execution where seq = @execution
            on conflict (execution_seq, step) do update set ending = excluded.ending, started_at = excluded.started_at, ended_at = excluded.ended_at
            """,
            runs);
    }

    // For every step and ending the index is entered at the run that is the last one wanted, and read from there on. (A condition that was false succeeded, too.)
    private static string LatestSuccesses(int names) =>
        $"""
        with wanted (step) as (values {string.Join(", ", Enumerable.Range(0, names).Select(number => $"(@step{number})"))}),
             good (ending) as (values ('Succeeded'), ('True'), ('False'))
        select run.step as step, run.started_at as started_at, run.ended_at as ended_at, run.execution_seq as execution_seq
        from wanted cross join good cross join step_run as run
        where run.pipeline_id = @pipelineId and run.step = wanted.step and run.ending = good.ending and run.started_at >= coalesce(
            (select nth.started_at from step_run as nth where nth.pipeline_id = @pipelineId and nth.step = wanted.step and nth.ending = good.ending
             order by nth.started_at desc limit 1 offset @before), 0)
        """;

    private static DynamicParameters Parameters(long pipelineId, string[] names, int take)
    {
        var parameters = new DynamicParameters(new { pipelineId, before = take - 1 });
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            parameters.Add($"step{number}", name);
        }

        return parameters;
    }

    private static StepDurations Durations(StepName step, IEnumerable<DurationRow> rows, int take) => new(
        step,
        rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.ExecutionSeq).Take(take)
            .Select(row => TimeSpan.FromMilliseconds(row.EndedAt - row.StartedAt)).ToValueList());

    private sealed class DurationRow
    {
        public required string Step { get; init; }

        public long StartedAt { get; init; }

        public long EndedAt { get; init; }

        public long ExecutionSeq { get; init; }
    }

    private sealed class PipelineRow
    {
        public required string Region { get; init; }

        public required string Account { get; init; }

        public required string Name { get; init; }

        public PipelineArn Arn => new(new AwsScope(Region, Account), Name);
    }

    private sealed class RunsRow
    {
        public required string Step { get; init; }

        public required string Ending { get; init; }

        public long Count { get; init; }

        public long FirstAt { get; init; }

        public long LastAt { get; init; }

        public required string LastExecution { get; init; }

        public StepRuns ToRuns(PipelineArn pipeline) => new(
            new StepName(Step), Enum.Parse<StepEnding>(Ending), (int)Count, SqlTime.FromMs(FirstAt), SqlTime.FromMs(LastAt), new PipelineExecutionArn(pipeline, LastExecution));
    }
}
