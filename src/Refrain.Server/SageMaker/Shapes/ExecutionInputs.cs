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

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineNameOrArn);
        check.Text(PipelineExecutionDisplayName, Shape.PipelineExecutionName);
        check.List(PipelineParameters, 0, check.Limits.Parameters, ParameterShape.Check);
        check.Text(PipelineExecutionDescription, Shape.Description);
        check.Text(ClientRequestToken, Shape.IdempotencyToken); // SDKs always send one; a request without is its own
        check.Structure(ParallelismConfiguration, ParallelismShape.Check);
        check.Structure(SelectiveExecutionConfig, SelectiveExecutionConfigShape.Check);
        check.Number(PipelineVersionId, 1, long.MaxValue);
        check.Text(MlflowExperimentName, Shape.ExperimentEntityName);
    }
}

/// <summary><c>Parameter</c></summary>
internal sealed record ParameterShape
{
    public string? Name { get; init; }

    public string? Value { get; init; }

    public static void Check(ParameterShape parameter, ShapeCheck check)
    {
        check.RequiredText(parameter.Name, Shape.PipelineParameterName);
        check.RequiredText(parameter.Value, new TextShape(0, check.Limits.ParameterValueCharacters));
    }
}

/// <summary><c>SelectiveExecutionConfig</c></summary>
internal sealed record SelectiveExecutionConfigShape
{
    public string? SourcePipelineExecutionArn { get; init; }

    public IReadOnlyList<SelectedStepShape?>? SelectedSteps { get; init; }

    public static void Check(SelectiveExecutionConfigShape config, ShapeCheck check)
    {
        check.Text(config.SourcePipelineExecutionArn, Shape.SourcePipelineExecutionArn);
        check.Required(config.SelectedSteps);
        check.List(config.SelectedSteps, 1, check.Limits.SelectedSteps, SelectedStepShape.Check);
    }
}

/// <summary><c>SelectedStep</c></summary>
internal sealed record SelectedStepShape
{
    public string? StepName { get; init; }

    public static void Check(SelectedStepShape step, ShapeCheck check) => check.RequiredText(step.StepName, Shape.String256);
}

/// <summary><c>StopPipelineExecutionRequest</c></summary>
internal sealed record StopPipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? ClientRequestToken { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
        check.Text(ClientRequestToken, Shape.IdempotencyToken); // SDKs always send one; a request without is its own
    }
}

/// <summary><c>RetryPipelineExecutionRequest</c></summary>
internal sealed record RetryPipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? ClientRequestToken { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
        check.Text(ClientRequestToken, Shape.IdempotencyToken); // SDKs always send one; a request without is its own
        check.Structure(ParallelismConfiguration, ParallelismShape.Check);
    }
}

/// <summary><c>UpdatePipelineExecutionRequest</c></summary>
internal sealed record UpdatePipelineExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? PipelineExecutionDescription { get; init; }

    public string? PipelineExecutionDisplayName { get; init; }

    public ParallelismShape? ParallelismConfiguration { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
        check.Text(PipelineExecutionDescription, Shape.Description);
        check.Text(PipelineExecutionDisplayName, Shape.PipelineExecutionName);
        check.Structure(ParallelismConfiguration, ParallelismShape.Check);
    }
}

/// <summary><c>DescribePipelineExecutionRequest</c>, <c>DescribePipelineDefinitionForExecutionRequest</c></summary>
internal sealed record ExecutionInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public void Check(ShapeCheck check) => check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
}

/// <summary><c>ListPipelineExecutionsRequest</c></summary>
internal sealed record ListPipelineExecutionsInput : IInput, IListInput
{
    public static string[] Sorts { get; } = ["CreationTime", "PipelineExecutionArn"];

    public string? PipelineName { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineName, Shape.PipelineNameOrArn);
        check.OneOf(SortBy, Sorts);
        check.CheckPage(this);
    }
}

/// <summary><c>ListPipelineExecutionStepsRequest</c>; the model does not mark the ARN required, but nothing is listed without it.</summary>
internal sealed record ListPipelineExecutionStepsInput : IInput, IListInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? SortOrder { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
        check.CheckPage(this);
    }
}

/// <summary><c>ListPipelineParametersForExecutionRequest</c>; its order is always the definition's.</summary>
internal sealed record ListPipelineParametersInput : IInput
{
    public string? PipelineExecutionArn { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(PipelineExecutionArn, Shape.PipelineExecutionArn);
        check.Text(NextToken, Shape.NextToken);
        check.Number(MaxResults, 1, 100);
    }
}
