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

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineName);
        check.Text(PipelineDisplayName, Shape.PipelineName);
        check.Text(PipelineDefinition, new TextShape(1, check.Limits.DefinitionCharacters));
        check.Structure(PipelineDefinitionS3Location, DefinitionLocationShape.Check);
        check.Text(PipelineDescription, Shape.Description);
        check.Text(ClientRequestToken, Shape.IdempotencyToken); // SDKs always send one; a request without is its own
        check.RequiredText(RoleArn, Shape.RoleArn);
        check.List(Tags, 0, check.Limits.Tags, TagShape.Check);
        check.Structure(ParallelismConfiguration, ParallelismShape.Check);
    }
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

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineName);
        check.Text(PipelineDisplayName, Shape.PipelineName);
        check.Text(PipelineDefinition, new TextShape(1, check.Limits.DefinitionCharacters));
        check.Structure(PipelineDefinitionS3Location, DefinitionLocationShape.Check);
        check.Text(PipelineDescription, Shape.Description);
        check.Text(RoleArn, Shape.RoleArn);
        check.Structure(ParallelismConfiguration, ParallelismShape.Check);
    }
}

/// <summary><c>DescribePipelineRequest</c></summary>
internal sealed record DescribePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public long? PipelineVersionId { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineNameOrArn);
        check.Number(PipelineVersionId, 1, long.MaxValue);
    }
}

/// <summary><c>DeletePipelineRequest</c></summary>
internal sealed record DeletePipelineInput : IInput
{
    public string? PipelineName { get; init; }

    public string? ClientRequestToken { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineName);
        check.Text(ClientRequestToken, Shape.IdempotencyToken); // SDKs always send one; a request without is its own
    }
}

/// <summary><c>ListPipelinesRequest</c></summary>
internal sealed record ListPipelinesInput : IInput, IListInput
{
    public static string[] Sorts { get; } = ["Name", "CreationTime"];

    public string? PipelineNamePrefix { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public void Check(ShapeCheck check)
    {
        check.Text(PipelineNamePrefix, Shape.PipelineName);
        check.OneOf(SortBy, Sorts);
        check.CheckPage(this);
    }
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

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineNameOrArn);
        check.CheckPage(this);
    }
}

/// <summary><c>UpdatePipelineVersionRequest</c></summary>
internal sealed record UpdatePipelineVersionInput : IInput
{
    public string? PipelineArn { get; init; }

    public long? PipelineVersionId { get; init; }

    public string? PipelineVersionDisplayName { get; init; }

    public string? PipelineVersionDescription { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineArn, Shape.PipelineArn);
        check.Required(PipelineVersionId);
        check.Number(PipelineVersionId, 1, long.MaxValue);
        check.Text(PipelineVersionDisplayName, Shape.PipelineExecutionName);
        check.Text(PipelineVersionDescription, Shape.Description);
    }
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

    public static void Check(DefinitionLocationShape location, ShapeCheck check)
    {
        check.RequiredText(location.Bucket, Shape.BucketName);
        check.RequiredText(location.ObjectKey, Shape.ObjectKey);
        check.Text(location.VersionId, Shape.ObjectKey);
    }
}

/// <summary><c>ParallelismConfiguration</c></summary>
internal sealed record ParallelismShape
{
    public int? MaxParallelExecutionSteps { get; init; }

    public static void Check(ParallelismShape parallelism, ShapeCheck check)
    {
        check.Required(parallelism.MaxParallelExecutionSteps);
        check.Number(parallelism.MaxParallelExecutionSteps, 1, int.MaxValue);
    }
}

/// <summary><c>Tag</c></summary>
internal sealed record TagShape
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public static void Check(TagShape tag, ShapeCheck check)
    {
        check.RequiredText(tag.Key, Shape.TagKey);
        check.RequiredText(tag.Value, Shape.TagValue);
    }
}
