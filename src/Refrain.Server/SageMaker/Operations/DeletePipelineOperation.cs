using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DeletePipelineOperation(DeletePipeline deletePipeline) : IOperation<DeletePipelineInput, PipelineOutput>
{
    public async Task<PipelineOutput> AnswerAsync(DeletePipelineInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await deletePipeline.HandleAsync(new DeletePipelineRequest(caller, input.PipelineName.Checked(), input.ClientRequestToken), cancellationToken));
}
