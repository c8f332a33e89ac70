using System.Text.Json;
using System.Text.Json.Nodes;
using Refrain.Engine.Reading;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>DescribeExperimentRequest</c>, <c>DeleteExperimentRequest</c></summary>
internal sealed record ExperimentInput : IInput
{
    public string? ExperimentName { get; init; }
}

/// <summary><c>DescribeTrialRequest</c>, <c>DeleteTrialRequest</c></summary>
internal sealed record TrialInput : IInput
{
    public string? TrialName { get; init; }
}

/// <summary><c>DescribeTrialComponentRequest</c>, <c>DeleteTrialComponentRequest</c></summary>
internal sealed record TrialComponentInput : IInput
{
    public string? TrialComponentName { get; init; }
}

/// <summary><c>AssociateTrialComponentRequest</c>, <c>DisassociateTrialComponentRequest</c></summary>
internal sealed record TrialMemberInput : IInput
{
    public string? TrialComponentName { get; init; }

    public string? TrialName { get; init; }
}

/// <summary>Answers that only name an experiment.</summary>
internal sealed record ExperimentOutput(string ExperimentArn);

/// <summary>Answers that only name a trial.</summary>
internal sealed record TrialOutput(string TrialArn);

/// <summary>Answers that only name a trial component.</summary>
internal sealed record TrialComponentOutput(string TrialComponentArn);

/// <summary><c>AssociateTrialComponentResponse</c>, <c>DisassociateTrialComponentResponse</c></summary>
internal sealed record TrialMemberOutput(string TrialComponentArn, string TrialArn);

/// <summary><c>DescribeExperimentResponse</c></summary>
internal sealed record DescribeExperimentOutput
{
    public required string ExperimentName { get; init; }

    public required string ExperimentArn { get; init; }

    public required string DisplayName { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }
}

/// <summary><c>DescribeTrialResponse</c></summary>
internal sealed record DescribeTrialOutput
{
    public required string TrialName { get; init; }

    public required string TrialArn { get; init; }

    public required string DisplayName { get; init; }

    public string? ExperimentName { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }

    public JsonElement? MetadataProperties { get; init; }
}

/// <summary><c>DescribeTrialComponentResponse</c></summary>
internal sealed record DescribeTrialComponentOutput
{
    public required string TrialComponentName { get; init; }

    public required string TrialComponentArn { get; init; }

    public required string DisplayName { get; init; }

    public SourceShape? Source { get; init; }

    public JsonNode? Status { get; init; }

    public JsonNode? StartTime { get; init; }

    public JsonNode? EndTime { get; init; }

    public required DateTimeOffset CreationTime { get; init; }

    public required UserContextShape CreatedBy { get; init; }

    public required DateTimeOffset LastModifiedTime { get; init; }

    public required UserContextShape LastModifiedBy { get; init; }

    public JsonNode? Parameters { get; init; }

    public JsonNode? InputArtifacts { get; init; }

    public JsonNode? OutputArtifacts { get; init; }

    public JsonNode? MetadataProperties { get; init; }

    public IReadOnlyList<SourceShape>? Sources { get; init; }
}

/// <summary><c>TrialComponentSource</c></summary>
internal sealed record SourceShape(string SourceArn, string? SourceType)
{
    /// <summary>Null for a component that somebody made.</summary>
    public static SourceShape? Of(string? arn) => arn is null ? null : new SourceShape(arn, TrialComponentReader.SourceType(arn));
}
