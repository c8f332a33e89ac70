using Refrain.Core;
using Refrain.Core.Steps.Callback;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class SendPipelineExecutionStepSuccessOperation(SendPipelineExecutionStep send) : IOperation<SendPipelineExecutionStepSuccessInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(SendPipelineExecutionStepSuccessInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await send.HandleAsync(
            new StepAnswer(
                input.CallbackToken.Checked(),
                input.OutputParameters?.OfType<OutputParameterShape>().Select(one => new CallbackOutput(one.Name.Checked(), one.Value.Checked())).ToValueList() ?? [],
                FailureReason: null,
                input.ClientRequestToken),
            cancellationToken));
}
