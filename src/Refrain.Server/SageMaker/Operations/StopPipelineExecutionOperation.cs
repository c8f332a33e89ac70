using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class StopPipelineExecutionOperation(StopPipelineExecution stopPipelineExecution) : IOperation<StopPipelineExecutionInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(StopPipelineExecutionInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await stopPipelineExecution.HandleAsync(new StopPipelineExecutionRequest(input.PipelineExecutionArn.Checked(), input.ClientRequestToken), cancellationToken));
}
