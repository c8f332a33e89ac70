using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class UpdatePipelineVersionOperation(UpdatePipelineVersion updatePipelineVersion) : IOperation<UpdatePipelineVersionInput, UpdatePipelineOutput>
{
    public async Task<UpdatePipelineOutput> AnswerAsync(UpdatePipelineVersionInput input, Caller caller, CancellationToken cancellationToken)
    {
        var version = input.PipelineVersionId.ToVersion() ?? throw new System.Diagnostics.UnreachableException("A required member was not checked.");
        var pipeline = await updatePipelineVersion.HandleAsync(
            new UpdatePipelineVersionRequest(caller, input.PipelineArn.Checked(), version, input.PipelineVersionDisplayName, input.PipelineVersionDescription), cancellationToken);
        return new UpdatePipelineOutput(pipeline.Arn.ToString(), version);
    }
}
