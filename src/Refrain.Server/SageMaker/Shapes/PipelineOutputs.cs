namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>CreatePipelineResponse</c>, <c>DeletePipelineResponse</c></summary>
internal sealed record PipelineOutput(string PipelineArn);

/// <summary><c>UpdatePipelineResponse</c>, <c>UpdatePipelineVersionResponse</c></summary>
internal sealed record UpdatePipelineOutput(string PipelineArn, int PipelineVersionId);

/// <summary><c>DescribePipelineResponse</c></summary>
internal sealed record DescribePipelineOutput
{
    public required string PipelineArn { get; init; }

    public required string PipelineName { get; init; }

    public required string PipelineDisplayName { get; init; }

    public required string PipelineDefinition { get; init; }

    public string? PipelineDescription { get; init; }

    public required string RoleArn { get; init; }

    public required string PipelineStatus { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public DateTimeOffset? LastRunTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }

    public string? PipelineVersionDisplayName { get; init; }

    public string? PipelineVersionDescription { get; init; }
}

/// <summary><c>ListPipelineVersionsResponse</c></summary>
internal sealed record ListPipelineVersionsOutput(IReadOnlyList<PipelineVersionSummary> PipelineVersionSummaries, string? NextToken);

/// <summary><c>PipelineVersionSummary</c></summary>
internal sealed record PipelineVersionSummary
{
    public required string PipelineArn { get; init; }

    public required int PipelineVersionId { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public string? PipelineVersionDescription { get; init; }

    public string? PipelineVersionDisplayName { get; init; }

    public string? LastExecutionPipelineExecutionArn { get; init; }
}

/// <summary><c>ListPipelinesResponse</c></summary>
internal sealed record ListPipelinesOutput(IReadOnlyList<PipelineSummary> PipelineSummaries, string? NextToken);

/// <summary><c>PipelineSummary</c></summary>
internal sealed record PipelineSummary
{
    public required string PipelineArn { get; init; }

    public required string PipelineName { get; init; }

    public required string PipelineDisplayName { get; init; }

    public string? PipelineDescription { get; init; }

    public required string RoleArn { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public DateTimeOffset? LastExecutionTime { get; init; }
}

/// <summary><c>UserContext</c>: who did it, by the name of the key that signed.</summary>
internal sealed record UserContextShape(string? UserProfileName);
