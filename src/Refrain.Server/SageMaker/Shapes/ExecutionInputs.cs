namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>StartPipelineExecutionRequest</c></summary>
internal sealed record StartPipelineExecutionInput : IInput
{
    public string? PipelineName { get; init; }

    public string? PipelineExecutionDisplayName { get; init; }

    public IReadOnlyList<ParameterShape?>? PipelineParameters { get; init; }

    public string? PipelineExecutionDescription { get; init; }

    public string? ClientRequestToken { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }

    public SelectiveExecutionConfigShape? SelectiveExecutionConfig { get; init; }

    public long? PipelineVersionId { get; init; }

    public string? MlflowExperimentName { get; init; }
}

/// <summary><c>Parameter</c></summary>
internal sealed record ParameterShape
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}

/// <summary><c>SelectiveExecutionConfig</c></summary>
internal sealed record SelectiveExecutionConfigShape
{
    public string? SourcePipelineExecutionArn { get; init; }

    public IReadOnlyList<SelectedStepShape?>? SelectedSteps { get; init; }
}

/// <summary><c>SelectedStep</c></summary>
internal sealed record SelectedStepShape
{
    public string? StepName { get; init; }
}

/// <summary><c>StopPipelineExecutionRequest</c></summary>
internal sealed record StopPipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary><c>RetryPipelineExecutionRequest</c></summary>
internal sealed record RetryPipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? ClientRequestToken { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }
}

/// <summary><c>UpdatePipelineExecutionRequest</c></summary>
internal sealed record UpdatePipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? PipelineExecutionDescription { get; init; }

    public string? PipelineExecutionDisplayName { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }
}

/// <summary><c>DescribePipelineExecutionRequest</c>, <c>DescribePipelineDefinitionForExecutionRequest</c></summary>
internal sealed record ExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }
}

/// <summary><c>ListPipelineExecutionsRequest</c></summary>
internal sealed record ListPipelineExecutionsInput : IInput, IListInput
{
    public string? PipelineName { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListPipelineExecutionStepsRequest</c>; the model does not mark the ARN required, but nothing is listed without it.</summary>
internal sealed record ListPipelineExecutionStepsInput : IInput, IListInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListPipelineParametersForExecutionRequest</c>; its order is always the definition's.</summary>
internal sealed record ListPipelineParametersInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}
