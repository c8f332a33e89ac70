using System.Text.Json;
namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>StartPipelineExecutionResponse</c>, and those of Stop, Retry and Update.</summary>
internal sealed record ExecutionOutput(string PipelineExecutionArn);

/// <summary><c>DescribePipelineExecutionResponse</c></summary>
internal sealed record DescribePipelineExecutionOutput
{
    public required string PipelineArn { get; init; }

    public required string PipelineExecutionArn { get; init; }

    public required string PipelineExecutionDisplayName { get; init; }

    public required string PipelineExecutionStatus { get; init; }

    public string? PipelineExecutionDescription { get; init; }

    public ExperimentShape? PipelineExperimentConfig { get; init; }

    public string? FailureReason { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }

    public JsonElement? SelectiveExecutionConfig { get; init; }

    public required int PipelineVersionId { get; init; }

    public MlflowShape? MLflowConfig { get; init; }
}

/// <summary><c>MLflowConfiguration</c></summary>
internal sealed record MlflowShape(string? MlflowResourceArn, string? MlflowExperimentName);

/// <summary><c>PipelineExperimentConfig</c></summary>
internal sealed record ExperimentShape(string? ExperimentName, string? TrialName);

/// <summary><c>ListPipelineExecutionsResponse</c></summary>
internal sealed record ListPipelineExecutionsOutput(IReadOnlyList<ExecutionSummary> PipelineExecutionSummaries, string? NextToken);

/// <summary><c>PipelineExecutionSummary</c></summary>
internal sealed record ExecutionSummary
{
    public required string PipelineExecutionArn { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required string PipelineExecutionStatus { get; init; }

    public string? PipelineExecutionDescription { get; init; }

    public required string PipelineExecutionDisplayName { get; init; }

    public string? PipelineExecutionFailureReason { get; init; }
}

/// <summary><c>ListPipelineExecutionStepsResponse</c></summary>
internal sealed record ListPipelineExecutionStepsOutput(IReadOnlyList<ExecutionStep> PipelineExecutionSteps, string? NextToken);

/// <summary><c>PipelineExecutionStep</c></summary>
internal sealed record ExecutionStep
{
    public required string StepName { get; init; }

    public string? StepDisplayName { get; init; }

    public string? StepDescription { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public required string StepStatus { get; init; }

    public string? FailureReason { get; init; }

    public JsonElement? Metadata { get; init; }

    public required int AttemptCount { get; init; }

    public CacheHitResultShape? CacheHitResult { get; init; }

    public SelectiveExecutionResultShape? SelectiveExecutionResult { get; init; }
}

/// <summary><c>CacheHitResult</c>: the execution that really ran the step (spec 03, 4).</summary>
internal sealed record CacheHitResultShape(string SourcePipelineExecutionArn);

/// <summary><c>SelectiveExecutionResult</c>: the execution that was named, not the one that ran the step (spec 02, 7).</summary>
internal sealed record SelectiveExecutionResultShape(string SourcePipelineExecutionArn);

/// <summary><c>ListPipelineParametersForExecutionResponse</c></summary>
internal sealed record ListPipelineParametersOutput(IReadOnlyList<ParameterShape> PipelineParameters, string? NextToken);

/// <summary><c>DescribePipelineDefinitionForExecutionResponse</c></summary>
internal sealed record DefinitionForExecutionOutput(string PipelineDefinition, DateTimeOffset CreationTime);
