namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>SendPipelineExecutionStepSuccessRequest</c></summary>
internal sealed record SendPipelineExecutionStepSuccessInput : IInput
{
    public string? CallbackToken { get; init; }

    public IReadOnlyList<OutputParameterShape?>? OutputParameters { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary><c>SendPipelineExecutionStepFailureRequest</c></summary>
internal sealed record SendPipelineExecutionStepFailureInput : IInput
{
    public string? CallbackToken { get; init; }

    public string? FailureReason { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary><c>OutputParameter</c></summary>
internal sealed record OutputParameterShape
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
