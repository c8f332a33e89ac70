namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>AddTagsInput</c></summary>
internal sealed record AddTagsInput : IInput
{
    public string? ResourceArn { get; init; }

    public IReadOnlyList<TagShape?>? Tags { get; init; }
}

/// <summary><c>AddTagsOutput</c></summary>
internal sealed record AddTagsOutput(IReadOnlyList<TagShape> Tags);

/// <summary><c>ListTagsInput</c></summary>
internal sealed record ListTagsInput : IInput
{
    public string? ResourceArn { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListTagsOutput</c></summary>
internal sealed record ListTagsOutput(IReadOnlyList<TagShape> Tags, string? NextToken);

/// <summary><c>DeleteTagsInput</c></summary>
internal sealed record DeleteTagsInput : IInput
{
    public string? ResourceArn { get; init; }

    public IReadOnlyList<string?>? TagKeys { get; init; }
}
