using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>Keeps events as the texts that a database would keep, so that what cannot be stored cannot be remembered either.</summary>
public sealed class MemoryExecutionStore(MemoryStores stores) : IExecutionStore, IExecutionNames
{
    private readonly Dictionary<string, Row> rows = [];
    private long lastId;

    public Task StartAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            stores.CheckToken(token);
            if (rows.ContainsKey(execution.Arn.ExecutionId))
            {
                throw new InvalidOperationException($"There is an execution {execution.Arn.ExecutionId} already.");
            }

            if ((execution.Started.Plan.Selective?.Reused ?? []).FirstOrDefault(source => !rows.ContainsKey(source.Execution.ExecutionId)) is { } gone)
            {
                throw new ReferenceGoneException(gone.Execution);
            }

            if (!stores.Pipelines.MarkRun(execution.PipelineId, execution.PipelineVersion, execution.Started.At))
            {
                throw new PipelineGoneException(execution.Arn.Pipeline, execution.PipelineVersion);
            }

            if (execution.Job is { } job && !stores.Jobs.TryAdd(job))
            {
                throw new JobNameTakenException(job);
            }

            var record = new ExecutionRecord(
                execution.Arn, execution.PipelineId, execution.PipelineVersion, execution.DisplayName, execution.Description, ExecutionStatus.Executing, null, 1,
                execution.MaxParallelSteps, execution.SelectiveConfig, execution.Experiment, execution.Started.Plan, execution.Started.At, execution.Started.At, execution.CreatedBy);
            var row = new Row(++lastId, record) { Events = { StoredJson.Write(execution.Started) }, Limits = { (execution.Started.At, execution.MaxParallelSteps) } };
            rows.Add(execution.Arn.ExecutionId, row);
            stores.KeepToken(token);
            return Task.CompletedTask;
        }
    }

    public Task<PipelineExecutionArn?> FindArnAsync(string executionId, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(rows.GetValueOrDefault(executionId)?.Record.Arn);
        }
    }

    public Task<bool> AppendAsync(ExecutionAppend append, TokenAnswer? token, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            stores.CheckToken(token);
            if (Find(append.Arn) is not { } row || row.Events.Count != append.ExpectedLength)
            {
                return Task.FromResult(false);
            }

            row.Events.AddRange(append.Events.Select(StoredJson.Write));
            foreach (var report in append.Reports)
            {
                row.Reports[report.Step] = report;
            }

            foreach (var job in append.Jobs)
            {
                stores.Jobs.Keep(job);
            }

            foreach (var entry in append.CacheEntries)
            {
                stores.StepCache.Keep(row.Record.PipelineId, row.Record.Arn, entry);
            }

            row.Record = row.Record with
            {
                Status = append.Status,
                FailureReason = append.FailureReason,
                Length = row.Events.Count,
                ModifiedAt = append.ModifiedAt,
                MaxParallelSteps = append.MaxParallelSteps ?? row.Record.MaxParallelSteps,
            };
            if (append.MaxParallelSteps is not null)
            {
                row.Limits.Add((append.ModifiedAt, append.MaxParallelSteps));
            }

            stores.KeepToken(token);
            return Task.FromResult(true);
        }
    }

    public Task<bool> UpdateAsync(PipelineExecutionArn arn, ExecutionChange change, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            if (Find(arn) is not { } row)
            {
                return Task.FromResult(false);
            }

            row.Record = row.Record with
            {
                DisplayName = change.DisplayName ?? row.Record.DisplayName,
                Description = change.Description ?? row.Record.Description,
                MaxParallelSteps = change.MaxParallelSteps ?? row.Record.MaxParallelSteps,
                ModifiedAt = change.At,
            };
            row.Limits.Add((change.At, row.Record.MaxParallelSteps));
            return Task.FromResult(true);
        }
    }

    public Task<ExecutionRecord?> FindAsync(PipelineExecutionArn arn, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(Find(arn)?.Record);
        }
    }

    public Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn, int from, int? toLength, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var events = Find(arn)?.Events ?? [];
            return Task.FromResult(events.Take(toLength ?? int.MaxValue).Skip(from).Select(StoredJson.ReadEvent).ToValueList());
        }
    }

    public Task<ValueList<StepReport>> ReportsAsync(PipelineExecutionArn arn, ValueList<StepName>? only, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var wanted = only?.ToHashSet();
            var all = Find(arn)?.Reports.Values.ToList() ?? [];
            return Task.FromResult(all.Where(report => wanted?.Contains(report.Step) ?? true).OrderBy(report => report.Position).ToValueList());
        }
    }

    public Task<Page<ExecutionRecord>> ListAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var found = rows.Values
                .Where(row => row.Record.PipelineId == query.PipelineId && query.Created.Holds(row.Record.CreatedAt))
                .Select(row => new MemoryRow<ExecutionRecord>(
                    row.Record, query.Sort == ExecutionSort.CreationTime ? MemoryPage.Time(row.Record.CreatedAt) : row.Record.Arn.ToString(), row.Id));
            return Task.FromResult(MemoryPage.Of(found, $"executions {query.PipelineId} {query.Created} {query.Sort}", query.Page));
        }
    }

    public Task<ValueList<PipelineExecutionArn>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(rows.Values.Where(row => !row.IsEnded).OrderBy(row => row.Record.CreatedAt).ThenBy(row => row.Id).Select(row => row.Record.Arn).ToValueList());
        }
    }

    /// <summary>All executions in the order they were started.</summary>
    public IReadOnlyList<ExecutionRecord> All
    {
        get
        {
            lock (stores.Gate)
            {
                return [.. rows.Values.OrderBy(row => row.Id).Select(row => row.Record)];
            }
        }
    }

    /// <summary>The history as it is stored.</summary>
    public IReadOnlyList<string> Texts(PipelineExecutionArn arn)
    {
        lock (stores.Gate)
        {
            return [.. Find(arn)?.Events ?? []];
        }
    }

    /// <summary>The limit of steps at once, from when on it was which.</summary>
    public IReadOnlyList<(DateTimeOffset From, int? Most)> Limits(PipelineExecutionArn arn)
    {
        lock (stores.Gate)
        {
            return [.. Find(arn)?.Limits ?? []];
        }
    }

    /// <summary>True when the history says that this attempt may be launched.</summary>
    public bool IsLaunchRecorded(JobToken token)
    {
        lock (stores.Gate)
        {
            return rows.TryGetValue(token.ExecutionId, out var row)
                && row.Events.Where(text => text.Contains("StepLaunching", StringComparison.Ordinal) && text.Contains(token.Step.Value, StringComparison.Ordinal))
                    .Select(StoredJson.ReadEvent)
                    .Any(happened => happened is ExecutionEvent.StepLaunching launching && launching.Step == token.Step && launching.Attempt == token.Attempt);
        }
    }

    /// <summary>False, and nothing removed, while one of them has not ended.</summary>
    internal bool RemoveAllOf(long pipelineId)
    {
        var all = rows.Values.Where(row => row.Record.PipelineId == pipelineId).ToList();
        if (all.Exists(row => !row.IsEnded))
        {
            return false;
        }

        all.ForEach(row => rows.Remove(row.Record.Arn.ExecutionId));
        stores.StepCache.RemoveAllOf(pipelineId);
        return true;
    }

    /// <summary>The id of the last execution of a version; null when there is none.</summary>
    internal string? LastOf(long pipelineId, int version) => rows.Values
        .Where(row => row.Record.PipelineId == pipelineId && row.Record.PipelineVersion == version)
        .OrderBy(row => row.Record.CreatedAt).ThenBy(row => row.Id)
        .LastOrDefault()?.Record.Arn.ExecutionId;

    /// <summary>The executions of a pipeline in the order they were started, with the reports of their steps.</summary>
    internal IEnumerable<(ExecutionRecord Record, IReadOnlyCollection<StepReport> Reports)> AllOf(long pipelineId) =>
        rows.Values.Where(row => row.Record.PipelineId == pipelineId).OrderBy(row => row.Id).Select(row => (row.Record, (IReadOnlyCollection<StepReport>)row.Reports.Values));

    private Row? Find(PipelineExecutionArn arn) =>
        rows.TryGetValue(arn.ExecutionId, out var row)
        && row.Record.Arn.Pipeline.Scope == arn.Pipeline.Scope
        && string.Equals(row.Record.Arn.Pipeline.Name, arn.Pipeline.Name, StringComparison.OrdinalIgnoreCase)
            ? row
            : null;

    private sealed class Row(long id, ExecutionRecord record)
    {
        public long Id { get; } = id;

        public ExecutionRecord Record { get; set; } = record;

        public List<string> Events { get; } = [];

        public Dictionary<StepName, StepReport> Reports { get; } = [];

        public List<(DateTimeOffset From, int? Most)> Limits { get; } = [];

        public bool IsEnded => Record.Status is not (ExecutionStatus.Executing or ExecutionStatus.Stopping);
    }
}
