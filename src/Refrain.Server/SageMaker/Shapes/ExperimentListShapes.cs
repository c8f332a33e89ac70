using System.Text.Json.Nodes;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>ListExperimentsRequest</c></summary>
internal sealed record ListExperimentsInput : IInput, IListInput
{
    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListExperimentsResponse</c></summary>
internal sealed record ListExperimentsOutput(IReadOnlyList<ExperimentSummary> ExperimentSummaries, string? NextToken);

/// <summary><c>ExperimentSummary</c></summary>
internal sealed record ExperimentSummary(string ExperimentArn, string ExperimentName, string DisplayName, DateTimeOffset CreationTime, DateTimeOffset LastModifiedTime);

/// <summary><c>ListTrialsRequest</c></summary>
internal sealed record ListTrialsInput : IInput, IListInput
{
    public string? ExperimentName { get; init; }

    public string? TrialComponentName { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListTrialsResponse</c></summary>
internal sealed record ListTrialsOutput(IReadOnlyList<TrialSummary> TrialSummaries, string? NextToken);

/// <summary><c>TrialSummary</c></summary>
internal sealed record TrialSummary(string TrialArn, string TrialName, string DisplayName, DateTimeOffset CreationTime, DateTimeOffset LastModifiedTime);

/// <summary><c>ListTrialComponentsRequest</c></summary>
internal sealed record ListTrialComponentsInput : IInput, IListInput
{
    public string? ExperimentName { get; init; }

    public string? TrialName { get; init; }

    public string? SourceArn { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }
}

/// <summary><c>ListTrialComponentsResponse</c></summary>
internal sealed record ListTrialComponentsOutput(IReadOnlyList<TrialComponentSummary> TrialComponentSummaries, string? NextToken);

/// <summary><c>TrialComponentSummary</c></summary>
internal sealed record TrialComponentSummary
{
    public required string TrialComponentName { get; init; }

    public required string TrialComponentArn { get; init; }

    public required string DisplayName { get; init; }

    public SourceShape? TrialComponentSource { get; init; }

    public JsonNode? Status { get; init; }

    public JsonNode? StartTime { get; init; }

    public JsonNode? EndTime { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }
}
