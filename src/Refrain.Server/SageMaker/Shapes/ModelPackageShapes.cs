using System.Text.Json;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>CreateModelPackageGroupInput</c></summary>
internal sealed record CreateModelPackageGroupInput : IInput
{
    public string? ModelPackageGroupName { get; init; }

    public string? ModelPackageGroupDescription { get; init; }

    public IReadOnlyList<TagShape?>? Tags { get; init; }
}

/// <summary><c>CreateModelPackageGroupOutput</c></summary>
internal sealed record ModelPackageGroupOutput(string ModelPackageGroupArn);

/// <summary><c>DescribeModelPackageGroupInput</c></summary>
internal sealed record DescribeModelPackageGroupInput : IInput
{
    public string? ModelPackageGroupName { get; init; }
}

/// <summary><c>DescribeModelPackageGroupOutput</c></summary>
internal sealed record DescribeModelPackageGroupOutput
{
    public required string ModelPackageGroupName { get; init; }

    public required string ModelPackageGroupArn { get; init; }

    public string? ModelPackageGroupDescription { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required string ModelPackageGroupStatus { get; init; }
}

/// <summary><c>ListModelPackageGroupsInput</c></summary>
internal sealed record ListModelPackageGroupsInput : IInput, IListInput
{
    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }

    public string? NameContains { get; init; }

    public string? CrossAccountFilterOption { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListModelPackageGroupsOutput</c></summary>
internal sealed record ListModelPackageGroupsOutput(IReadOnlyList<ModelPackageGroupSummary> ModelPackageGroupSummaryList, string? NextToken);

/// <summary><c>ModelPackageGroupSummary</c></summary>
internal sealed record ModelPackageGroupSummary
{
    public required string ModelPackageGroupName { get; init; }

    public required string ModelPackageGroupArn { get; init; }

    public string? ModelPackageGroupDescription { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required string ModelPackageGroupStatus { get; init; }
}

/// <summary><c>BatchDescribeModelPackageInput</c></summary>
internal sealed record BatchDescribeModelPackageInput : IInput
{
    public IReadOnlyList<string?>? ModelPackageArnList { get; init; }
}

/// <summary><c>BatchDescribeModelPackageOutput</c></summary>
internal sealed record BatchDescribeModelPackageOutput(
    IReadOnlyDictionary<string, BatchDescribedPackage> ModelPackageSummaries, IReadOnlyDictionary<string, BatchDescribeError> BatchDescribeModelPackageErrorMap);

/// <summary><c>BatchDescribeModelPackageSummary</c></summary>
internal sealed record BatchDescribedPackage
{
    public required string ModelPackageGroupName { get; init; }

    public required int ModelPackageVersion { get; init; }

    public required string ModelPackageArn { get; init; }

    public string? ModelPackageDescription { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required JsonElement InferenceSpecification { get; init; }

    public required string ModelPackageStatus { get; init; }

    public required string ModelApprovalStatus { get; init; }

    public string? ModelPackageRegistrationType { get; init; }
}

/// <summary><c>BatchDescribeModelPackageError</c></summary>
internal sealed record BatchDescribeError(string ErrorCode, string ErrorResponse);
