using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;

namespace Refrain.Engine.Ports;

/// <summary>
/// Executions: their events (the truth), and the projections saved in the same transaction. The store does not interpret events.
/// A returned write is on disk and survives the process; a write that did not return may or may not be there, whole.
/// </summary>
public interface IExecutionStore
{
    /// <summary>Makes an execution with its first event and marks the pipeline as run.</summary>
    /// <exception cref="TokenTakenException">See there.</exception>
    /// <exception cref="PipelineGoneException">The pipeline was deleted meanwhile. Nothing was written.</exception>
    /// <exception cref="ReferenceGoneException">An execution that it reuses was removed meanwhile. Nothing was written.</exception>
    /// <exception cref="JobNameTakenException">It is a job asked for directly, and the name was given before. Nothing was written.</exception>
    Task StartAsync(NewExecution execution, TokenAnswer? token, CancellationToken cancellationToken);

    /// <summary>
    /// Appends to a history that has exactly <see cref="ExecutionAppend.ExpectedLength"/> events; false, and nothing written, when it has another
    /// length: somebody else wrote, read again.
    /// </summary>
    /// <exception cref="TokenTakenException">See there.</exception>
    Task<bool> AppendAsync(ExecutionAppend append, TokenAnswer? token, CancellationToken cancellationToken);

    /// <summary>Changes what is not null; false when the execution is gone. The history is not touched: it tells nothing of names.</summary>
    Task<bool> UpdateAsync(PipelineExecutionArn arn, ExecutionChange change, CancellationToken cancellationToken);

    /// <summary>The execution, or null.</summary>
    Task<ExecutionRecord?> FindAsync(PipelineExecutionArn arn, CancellationToken cancellationToken);

    /// <summary>Events from a position (0 is the first) in order, up to a length of the history (null: to its end).</summary>
    Task<ValueList<ExecutionEvent>> HistoryAsync(PipelineExecutionArn arn, int from, int? toLength, CancellationToken cancellationToken);

    /// <summary>Reports of the steps that ran in this execution itself, by position; of the named steps only, when names are given.</summary>
    Task<ValueList<StepReport>> ReportsAsync(PipelineExecutionArn arn, ValueList<StepName>? only, CancellationToken cancellationToken);

    /// <summary>Executions of a pipeline.</summary>
    Task<Page<ExecutionRecord>> ListAsync(ExecutionQuery query, CancellationToken cancellationToken);

    /// <summary>Executions that have not ended, oldest first.</summary>
    Task<ValueList<PipelineExecutionArn>> UnfinishedAsync(CancellationToken cancellationToken);
}

/// <summary>An execution about to start. <paramref name="SelectiveConfig"/> is the wire's document as sent, for echoing.</summary>
public sealed record NewExecution(
    PipelineExecutionArn Arn,
    long PipelineId,
    int PipelineVersion,
    string DisplayName,
    string? Description,
    int? MaxParallelSteps,
    RawJson? SelectiveConfig,
    ExperimentConfig? Experiment,
    string CreatedBy,
    ExecutionEvent.ExecutionStarted Started)
{
    /// <summary>The job that was asked for directly, as it is before anything ran; null for an execution of a pipeline.</summary>
    public JobRecord? Job { get; init; }
}

/// <summary>The evaluated <c>PipelineExperimentConfig</c>.</summary>
public sealed record ExperimentConfig(string? ExperimentName, string? TrialName);

/// <summary>Events and everything that follows from them, saved as one.</summary>
public sealed record ExecutionAppend(
    PipelineExecutionArn Arn,
    int ExpectedLength,
    ValueList<ExecutionEvent> Events,
    ValueList<StepReport> Reports,
    ValueList<JobRecord> Jobs,
    ExecutionStatus Status,
    string? FailureReason,
    DateTimeOffset ModifiedAt)
{
    /// <summary>Runs that ended well and can stand for later ones: what <see cref="IStepCache"/> finds from now on.</summary>
    public ValueList<NewCacheEntry> CacheEntries { get; init; } = [];

    /// <summary>Tokens that are sent out: what <see cref="ICallbackIndex"/> finds from now on.</summary>
    public ValueList<NewCallback> Callbacks { get; init; } = [];

    /// <summary>The limit of steps at once from now on; null leaves what it was.</summary>
    public int? MaxParallelSteps { get; init; }
}

/// <summary>New names and limits of an execution; null leaves the old one.</summary>
public sealed record ExecutionChange(string? DisplayName, string? Description, int? MaxParallelSteps, DateTimeOffset At);

/// <summary>One execution, as its projection says.</summary>
public sealed record ExecutionRecord(
    PipelineExecutionArn Arn,
    long PipelineId,
    int PipelineVersion,
    string DisplayName,
    string? Description,
    ExecutionStatus Status,
    string? FailureReason,
    int Length,
    int? MaxParallelSteps,
    RawJson? SelectiveConfig,
    ExperimentConfig? Experiment,
    ExecutionPlan Plan,
    DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt,
    string CreatedBy)
{
    /// <summary>False while it is executing or stopping.</summary>
    public bool HasEnded => Status is not (ExecutionStatus.Executing or ExecutionStatus.Stopping);
}

/// <summary>The two orders of ListPipelineExecutions.</summary>
public enum ExecutionSort
{
    /// <summary>When it started.</summary>
    CreationTime,

    /// <summary>By ARN, ordinal.</summary>
    PipelineExecutionArn,
}

/// <summary>What ListPipelineExecutions asks.</summary>
public sealed record ExecutionQuery(long PipelineId, CreatedBetween Created, ExecutionSort Sort, PageRequest Page);
