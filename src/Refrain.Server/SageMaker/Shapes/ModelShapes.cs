namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>DescribeModelInput</c></summary>
internal sealed record DescribeModelInput : IInput
{
    public string? ModelName { get; init; }
}

/// <summary><c>DescribeModelPackageInput</c></summary>
internal sealed record DescribeModelPackageInput : IInput
{
    public string? ModelPackageName { get; init; }

    public string? IncludedData { get; init; }
}

/// <summary><c>DeleteModelPackageInput</c></summary>
internal sealed record DeleteModelPackageInput : IInput
{
    public string? ModelPackageName { get; init; }
}

/// <summary><c>ListModelPackagesInput</c></summary>
internal sealed record ListModelPackagesInput : IInput, IListInput
{
    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }

    public string? NameContains { get; init; }

    public string? ModelApprovalStatus { get; init; }

    public string? ModelPackageGroupName { get; init; }

    public string? ModelPackageType { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListModelPackagesOutput</c></summary>
internal sealed record ListModelPackagesOutput(IReadOnlyList<ModelPackageSummary> ModelPackageSummaryList, string? NextToken);

/// <summary><c>ModelPackageSummary</c></summary>
internal sealed record ModelPackageSummary
{
    public required string ModelPackageName { get; init; }

    public required string ModelPackageGroupName { get; init; }

    public required int ModelPackageVersion { get; init; }

    public required string ModelPackageArn { get; init; }

    public string? ModelPackageDescription { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required string ModelPackageStatus { get; init; }

    public required string ModelApprovalStatus { get; init; }
}

/// <summary><c>CreateModelOutput</c></summary>
internal sealed record CreateModelOutput(string ModelArn);

/// <summary><c>ListModelsInput</c></summary>
internal sealed record ListModelsInput : IInput, IListInput
{
    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public string? NameContains { get; init; }

    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }
}

/// <summary><c>ListModelsOutput</c></summary>
internal sealed record ListModelsOutput(IReadOnlyList<ModelSummary> Models, string? NextToken);

/// <summary><c>ModelSummary</c></summary>
internal sealed record ModelSummary(string ModelName, string ModelArn, DateTimeOffset CreationTime);

/// <summary><c>CreateModelPackageOutput</c>, <c>UpdateModelPackageOutput</c></summary>
internal sealed record ModelPackageOutput(string ModelPackageArn);
