using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class SendPipelineExecutionStepFailureOperation(SendPipelineExecutionStep send) : IOperation<SendPipelineExecutionStepFailureInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(SendPipelineExecutionStepFailureInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await send.HandleAsync(new StepAnswer(input.CallbackToken.Checked(), Outputs: null, input.FailureReason, input.ClientRequestToken), cancellationToken));
}
