namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>CreatePipelineRequest</c></summary>
internal sealed record CreatePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public string? PipelineDisplayName { get; init; }

    public string? PipelineDefinition { get; init; }

    public DefinitionLocationShape? PipelineDefinitionS3Location { get; init; }

    public string? PipelineDescription { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? RoleArn { get; init; }

    public IReadOnlyList<TagShape?>? Tags { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }
}

/// <summary><c>UpdatePipelineRequest</c></summary>
internal sealed record UpdatePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public string? PipelineDisplayName { get; init; }

    public string? PipelineDefinition { get; init; }

    public DefinitionLocationShape? PipelineDefinitionS3Location { get; init; }

    public string? PipelineDescription { get; init; }

    public string? RoleArn { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }
}

/// <summary><c>DescribePipelineRequest</c></summary>
internal sealed record DescribePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public long? PipelineVersionId { get; init; }
}

/// <summary><c>DeletePipelineRequest</c></summary>
internal sealed record DeletePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary><c>ListPipelinesRequest</c></summary>
internal sealed record ListPipelinesInput : IInput, IListInput
{
    public string? PipelineNamePrefix { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListPipelineVersionsRequest</c></summary>
internal sealed record ListPipelineVersionsInput : IInput, IListInput
{
    public string? PipelineName { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>UpdatePipelineVersionRequest</c></summary>
internal sealed record UpdatePipelineVersionInput : IInput
{
    public string? PipelineArn { get; init; }

    public long? PipelineVersionId { get; init; }

    public string? PipelineVersionDisplayName { get; init; }

    public string? PipelineVersionDescription { get; init; }
}

/// <summary>What all lists take.</summary>
internal interface IListInput
{
    string? SortOrder { get; }

    string? NextToken { get; }

    int? MaxResults { get; }
}

/// <summary><c>PipelineDefinitionS3Location</c></summary>
internal sealed record DefinitionLocationShape
{
    public string? Bucket { get; init; }

    public string? ObjectKey { get; init; }

    public string? VersionId { get; init; }
}

/// <summary><c>ParallelismConfiguration</c></summary>
internal sealed record ParallelismShape
{
    public int? MaxParallelExecutionSteps { get; init; }
}

/// <summary><c>Tag</c></summary>
internal sealed record TagShape
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}
