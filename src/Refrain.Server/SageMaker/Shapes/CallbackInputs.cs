namespace Refrain.Server.SageMaker.Shapes;

/// <summary><c>SendPipelineExecutionStepSuccessRequest</c></summary>
internal sealed record SendPipelineExecutionStepSuccessInput : IInput
{
    public string? CallbackToken { get; init; }

    public IReadOnlyList<OutputParameterShape?>? OutputParameters { get; init; }

    public string? ClientRequestToken { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(CallbackToken, Shape.CallbackToken);
        check.List(OutputParameters, 0, check.Limits.OutputParameters, OutputParameterShape.Check);
        check.Text(ClientRequestToken, Shape.IdempotencyToken);
    }
}

/// <summary><c>SendPipelineExecutionStepFailureRequest</c></summary>
internal sealed record SendPipelineExecutionStepFailureInput : IInput
{
    public string? CallbackToken { get; init; }

    public string? FailureReason { get; init; }

    public string? ClientRequestToken { get; init; }

    public void Check(ShapeCheck check)
    {
        check.RequiredText(CallbackToken, Shape.CallbackToken);
        check.Text(FailureReason, Shape.String256);
        check.Text(ClientRequestToken, Shape.IdempotencyToken);
    }
}

/// <summary><c>OutputParameter</c></summary>
internal sealed record OutputParameterShape
{
    public string? Name { get; init; }

    public string? Value { get; init; }

    public static void Check(OutputParameterShape output, ShapeCheck check)
    {
        check.RequiredText(output.Name, Shape.String256);
        check.RequiredText(output.Value, Shape.String1024);
    }
}
