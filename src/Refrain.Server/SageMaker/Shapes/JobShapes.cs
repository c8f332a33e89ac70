namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>DescribeProcessingJobRequest</c></summary>
internal sealed record DescribeProcessingJobInput : IInput
{
    public string? ProcessingJobName { get; init; }
}

/// <summary><c>DescribeTrainingJobRequest</c></summary>
internal sealed record DescribeTrainingJobInput : IInput
{
    public string? TrainingJobName { get; init; }
}

/// <summary><c>CreateProcessingJobResponse</c></summary>
internal sealed record ProcessingJobOutput(string ProcessingJobArn);

/// <summary><c>CreateTrainingJobResponse</c></summary>
internal sealed record TrainingJobOutput(string TrainingJobArn);

/// <summary><c>ListProcessingJobsRequest</c></summary>
internal sealed record ListProcessingJobsInput : IInput, IListJobsInput
{
    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }

    public DateTimeOffset? LastModifiedTimeAfter { get; init; }

    public DateTimeOffset? LastModifiedTimeBefore { get; init; }

    public string? NameContains { get; init; }

    public string? StatusEquals { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListTrainingJobsRequest</c></summary>
internal sealed record ListTrainingJobsInput : IInput, IListJobsInput
{
    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }

    public DateTimeOffset? LastModifiedTimeAfter { get; init; }

    public DateTimeOffset? LastModifiedTimeBefore { get; init; }

    public string? NameContains { get; init; }

    public string? StatusEquals { get; init; }

    public string? WarmPoolStatusEquals { get; init; }

    public string? TrainingPlanArnEquals { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary>What lists of jobs take.</summary>
internal interface IListJobsInput : IListInput
{
    DateTimeOffset? CreationTimeAfter { get; }

    DateTimeOffset? CreationTimeBefore { get; }

    DateTimeOffset? LastModifiedTimeAfter { get; }

    DateTimeOffset? LastModifiedTimeBefore { get; }

    string? NameContains { get; }

    string? StatusEquals { get; }

    string? SortBy { get; }
}

/// <summary><c>ListProcessingJobsResponse</c></summary>
internal sealed record ListProcessingJobsOutput(IReadOnlyList<ProcessingJobSummary> ProcessingJobSummaries, string? NextToken);

/// <summary><c>ProcessingJobSummary</c></summary>
internal sealed record ProcessingJobSummary
{
    public required string ProcessingJobName { get; init; }

    public required string ProcessingJobArn { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public DateTimeOffset? ProcessingEndTime { get; init; }

    public DateTimeOffset? LastModifiedTime { get; init; }

    public required string ProcessingJobStatus { get; init; }

    public string? FailureReason { get; init; }

    public string? ExitMessage { get; init; }
}

/// <summary><c>ListTrainingJobsResponse</c></summary>
internal sealed record ListTrainingJobsOutput(IReadOnlyList<TrainingJobSummary> TrainingJobSummaries, string? NextToken);

/// <summary><c>TrainingJobSummary</c></summary>
internal sealed record TrainingJobSummary
{
    public required string TrainingJobName { get; init; }

    public required string TrainingJobArn { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public DateTimeOffset? TrainingEndTime { get; init; }

    public DateTimeOffset? LastModifiedTime { get; init; }

    public required string TrainingJobStatus { get; init; }

    public string? SecondaryStatus { get; init; }
}

/// <summary><c>DescribeTransformJobRequest</c></summary>
internal sealed record DescribeTransformJobInput : IInput
{
    public string? TransformJobName { get; init; }
}

/// <summary><c>CreateTransformJobResponse</c></summary>
internal sealed record TransformJobOutput(string TransformJobArn);

/// <summary><c>ListTransformJobsRequest</c></summary>
internal sealed record ListTransformJobsInput : IInput, IListJobsInput
{
    public DateTimeOffset? CreationTimeAfter { get; init; }

    public DateTimeOffset? CreationTimeBefore { get; init; }

    public DateTimeOffset? LastModifiedTimeAfter { get; init; }

    public DateTimeOffset? LastModifiedTimeBefore { get; init; }

    public string? NameContains { get; init; }

    public string? StatusEquals { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListTransformJobsResponse</c></summary>
internal sealed record ListTransformJobsOutput(IReadOnlyList<TransformJobSummary> TransformJobSummaries, string? NextToken);

/// <summary><c>TransformJobSummary</c></summary>
internal sealed record TransformJobSummary
{
    public required string TransformJobName { get; init; }

    public required string TransformJobArn { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public DateTimeOffset? TransformEndTime { get; init; }

    public DateTimeOffset? LastModifiedTime { get; init; }

    public required string TransformJobStatus { get; init; }

    public string? FailureReason { get; init; }
}
