using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class UpdatePipelineExecutionOperation(UpdatePipelineExecution updatePipelineExecution) : IOperation<UpdatePipelineExecutionInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(UpdatePipelineExecutionInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await updatePipelineExecution.HandleAsync(
            new UpdatePipelineExecutionRequest(
                input.PipelineExecutionArn.Checked(),
                input.PipelineExecutionDisplayName,
                input.PipelineExecutionDescription,
                input.ParallelismConfiguration?.MaxParallelExecutionSteps),
            cancellationToken));
}
