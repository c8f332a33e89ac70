using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class RetryPipelineExecutionOperation(RetryPipelineExecution retryPipelineExecution) : IOperation<RetryPipelineExecutionInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(RetryPipelineExecutionInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await retryPipelineExecution.HandleAsync(
            new RetryPipelineExecutionRequest(input.PipelineExecutionArn.Checked(), input.ParallelismConfiguration?.MaxParallelExecutionSteps, input.ClientRequestToken),
            cancellationToken));
}
