using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Executions in SQL: events, and what follows from them, in one transaction.</summary>
public sealed class SqlExecutionStore(ISqlDatabase database, TimeProvider clock) : IExecutionStore, IExecutionNames
{
    /// <summary>Step names per query: below every database's limit of parameters.</summary>
    private const int NamesPerQuery = 500;

    /// <summary>An execution by its ARN: the id alone is unique, but an ARN with another pipeline's name is not this execution's.</summary>
    private const string ByArn =
        "execution.id = @Id and pipeline_id = (select named.id from pipeline as named where region = @Region and account = @Account and name_key = @NameKey)";

    /// <inheritdoc />
    /// <exception cref="PipelineGoneException">The pipeline or the version was deleted meanwhile. Nothing was written.</exception>
    /// <exception cref="ReferenceGoneException">An execution that it reuses was removed meanwhile. Nothing was written.</exception>
    /// <exception cref="JobNameTakenException">The job's name was given before. Nothing was written.</exception>
    public Task StartAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken)
    {
        var row = ExecutionRow.Parameters(execution);
        var body = StoredJson.Write(execution.Started);
        return database.WriteAsync(
            async session =>
            {
                await SqlRequestTokenStore.RefuseTakenAsync(session, token);
                await MarkRunAsync(session, execution);
                await SqlExecutionArchive.RefuseGoneAsync(session, execution.Started);
                var seq = await InsertAsync(session, row);
                await InsertEventsAsync(session, seq, 0, [body]);
                await TrackedExecutions.BeginAsync(session, execution);
                if (execution.Job is { } job)
                {
                    await SqlJobStore.InsertAsync(session, job);
                    await TrackedExecutions.AddAsync(session, seq, job);
                }

                await SqlRequestTokenStore.SaveAsync(session, token, clock.GetUtcNow());
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> AppendAsync(ExecutionAppend append, TokenAnswer? token, CancellationToken cancellationToken)
    {
        // Written as JSON here, on the caller's time, and not while everybody waits for the one writer.
        var bodies = append.Events.Select(StoredJson.Write).ToValueList();
        var reports = append.Reports.Select(StepReportRow.Of).ToValueList();
        var jobs = append.Jobs.Select(SqlJobStore.Parameters).ToValueList();
        return database.WriteAsync(
            async session =>
            {
                await SqlRequestTokenStore.RefuseTakenAsync(session, token);
                if (await LengthenAsync(session, append) is not { } seq)
                {
                    return false;
                }

                await InsertEventsAsync(session, seq, append.ExpectedLength, bodies);
                await SaveReportsAsync(session, reports.Select(report => report.Parameters(seq)));
                await SqlExecutionStatistics.SaveAsync(session, seq, append.Reports);
                await SqlJobStore.SaveAsync(session, jobs);
                foreach (var job in append.Jobs)
                {
                    await TrackedExecutions.AddAsync(session, seq, job);
                }

                await SqlCallbackIndex.SaveAsync(session, seq, append);
                await SqlStepCache.SaveAsync(session, seq, append.CacheEntries);
                await SqlRequestTokenStore.SaveAsync(session, token, clock.GetUtcNow());
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> UpdateAsync(PipelineExecutionArn arn, ExecutionChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                $"""
                update execution set
                    display_name = coalesce(@DisplayName, display_name),
                    description = coalesce(@Description, description),
                    max_parallel_steps = coalesce(@MaxParallelSteps, max_parallel_steps),
                    modified_at = @ModifiedAt
                where {ByArn}
                """,
                new
                {
                    Id = arn.ExecutionId,
                    arn.Pipeline.Scope.Region,
                    arn.Pipeline.Scope.Account,
                    NameKey = NameKey.Of(arn.Pipeline.Name),
                    change.DisplayName,
                    change.Description,
                    change.MaxParallelSteps,
                    ModifiedAt = change.At.ToMs(),
                }) == 1,
            cancellationToken);

    /// <inheritdoc />
    public Task<ExecutionRecord?> FindAsync(PipelineExecutionArn arn, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<ExecutionRow>($"{ExecutionRow.Select}\nwhere {ByArn}", Parameters(arn));
                return row?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn, int from, int? toLength, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var seq = await SeqAsync(session, arn);
                var bodies = await session.ListAsync<string>(
                    "select body from execution_event where execution_seq = @seq and position >= @from and position < @to order by position",
                    new { seq, from, to = toLength ?? int.MaxValue });
                return bodies.Select(StoredJson.ReadEvent).ToValueList();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<StepReport>> ReportsAsync(PipelineExecutionArn arn, ValueList<StepName>? only, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var seq = await SeqAsync(session, arn);
                var sql = $"select {StepReportRow.Columns} from step_report where execution_seq = @seq";
                var rows = new List<StepReportRow>();
                if (only is null)
                {
                    rows.AddRange(await session.ListAsync<StepReportRow>(sql, new { seq }));
                }

                foreach (var names in only?.Select(name => name.Value).Distinct().Chunk(NamesPerQuery) ?? [])
                {
                    rows.AddRange(await session.ListAsync<StepReportRow>($"{sql} and step in @names", new { seq, names }));
                }

                return rows.OrderBy(row => row.Position).Select(row => row.ToReport()).ToValueList();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<Page<ExecutionRecord>> ListAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        // Inside one pipeline the ids stand in the order of the ARNs: all that is before them is the same.
        var byTime = query.Sort == ExecutionSort.CreationTime;
        return new KeysetQuery(ExecutionRow.Select, "execution", byTime ? "created_at" : "id", "seq", query.Page)
            .Where("pipeline_id", "=", query.PipelineId)
            .Created(query.Created)
            .PageAsync<ExecutionRow, ExecutionRecord>(
                database, row => byTime ? row.CreatedAt : row.Id, row => row.Seq, row => row.ToRecord(), cancellationToken);
    }

    /// <inheritdoc />
    public Task<ValueList<PipelineExecutionArn>> UnfinishedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.ListAsync<ArnRow>($"{ArnRow.Select} where status in ('Executing', 'Stopping')");
                return rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Seq).Select(row => row.Arn).ToValueList();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<PipelineExecutionArn?> FindArnAsync(string executionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<ArnRow>($"{ArnRow.Select} where execution.id = @executionId", new { executionId });
                return row?.Arn;
            },
            cancellationToken);

    private static object Parameters(PipelineExecutionArn arn) =>
        new { Id = arn.ExecutionId, arn.Pipeline.Scope.Region, arn.Pipeline.Scope.Account, NameKey = NameKey.Of(arn.Pipeline.Name) };

    private static Task<long?> SeqAsync(SqlSession session, PipelineExecutionArn arn) =>
        session.FindAsync<long?>($"select seq from execution where {ByArn}", Parameters(arn));

    private static async Task MarkRunAsync(SqlSession session, NewExecution execution)
    {
        var marked = await session.ExecuteAsync(
            """
            update pipeline set last_run_at = @At
            where id = @PipelineId and exists (select 1 from pipeline_version where pipeline_id = @PipelineId and version = @PipelineVersion)
            """,
            new { execution.PipelineId, execution.PipelineVersion, At = execution.Started.At.ToMs() });
        if (marked == 0)
        {
            throw new PipelineGoneException(execution.Arn.Pipeline, execution.PipelineVersion);
        }
    }

    private static async Task<long> InsertAsync(SqlSession session, object row) =>
        await session.FindAsync<long>(
            """
            insert into execution (id, pipeline_id, pipeline_version, display_name, description, status, length, max_parallel_steps, selective_config,
                                   has_experiment, experiment_name, trial_name, plan, created_at, modified_at, created_by)
            values (@Id, @PipelineId, @PipelineVersion, @DisplayName, @Description, @Status, 1, @MaxParallelSteps, @SelectiveConfig,
                    @HasExperiment, @ExperimentName, @TrialName, @Plan, @At, @At, @CreatedBy)
            returning seq
            """,
            row);

    private static Task<long?> LengthenAsync(SqlSession session, ExecutionAppend append) =>
        session.FindAsync<long?>(
            $"""
            update execution set length = @Length, status = @Status, failure_reason = @FailureReason, modified_at = @ModifiedAt,
                max_parallel_steps = coalesce(@MaxParallelSteps, max_parallel_steps)
            where {ByArn} and length = @ExpectedLength
            returning seq
            """,
            new
            {
                Id = append.Arn.ExecutionId,
                append.Arn.Pipeline.Scope.Region,
                append.Arn.Pipeline.Scope.Account,
                NameKey = NameKey.Of(append.Arn.Pipeline.Name),
                append.ExpectedLength,
                Length = append.ExpectedLength + append.Events.Count,
                Status = $"{append.Status}",
                append.FailureReason,
                append.MaxParallelSteps,
                ModifiedAt = append.ModifiedAt.ToMs(),
            });

    private static Task<int> InsertEventsAsync(SqlSession session, long seq, int from, IEnumerable<string> bodies) =>
        session.ExecuteAsync(
            "insert into execution_event (execution_seq, position, body) values (@seq, @position, @body)",
            bodies.Select((body, index) => new { seq, position = from + index, body }));

    private static Task<int> SaveReportsAsync(SqlSession session, IEnumerable<object> reports) =>
        session.ExecuteAsync(
            $"""
            insert into step_report (execution_seq, {StepReportRow.Columns})
            values (@execution, @Step, @Position, @Type, @Status, @StartedAt, @EndedAt, @Retries, @FailureReason, @Metadata, @JobName, @Isolation, @Result,
                    @Identity, @Length, @CacheKey, @CacheHit, @JobAttempt)
            on conflict (execution_seq, step) do update set
                position = excluded.position, type = excluded.type, status = excluded.status, started_at = excluded.started_at, ended_at = excluded.ended_at,
                retries = excluded.retries, failure_reason = excluded.failure_reason, metadata = excluded.metadata, job_name = excluded.job_name,
                isolation = excluded.isolation, result = excluded.result, identity = excluded.identity, length = excluded.length,
                cache_key = excluded.cache_key, cache_hit = excluded.cache_hit, job_attempt = excluded.job_attempt
            """,
            reports);

    private sealed class ArnRow
    {
        public const string Select =
            """
            select region, account, name, execution.id as id, execution.created_at as created_at, seq
            from execution join pipeline on pipeline.id = pipeline_id
            """;

        public required string Region { get; init; }

        public required string Account { get; init; }

        public required string Name { get; init; }

        public required string Id { get; init; }

        public long CreatedAt { get; init; }

        public long Seq { get; init; }

        public PipelineExecutionArn Arn => new(new PipelineArn(new AwsScope(Region, Account), Name), Id);
    }
}
