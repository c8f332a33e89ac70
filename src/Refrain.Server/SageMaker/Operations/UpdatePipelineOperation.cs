using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class UpdatePipelineOperation(UpdatePipeline updatePipeline) : IOperation<UpdatePipelineInput, UpdatePipelineOutput>
{
    public async Task<UpdatePipelineOutput> AnswerAsync(UpdatePipelineInput input, Caller caller, CancellationToken cancellationToken)
    {
        var pipeline = await updatePipeline.HandleAsync(
            new UpdatePipelineRequest(
                caller,
                input.PipelineName.Checked(),
                input.PipelineDisplayName,
                input.PipelineDescription,
                input.RoleArn,
                input.PipelineDefinitionS3Location.ToSource(input.PipelineDefinition),
                input.ParallelismConfiguration?.MaxParallelExecutionSteps),
            cancellationToken);
        return new UpdatePipelineOutput(pipeline.Arn.ToString(), pipeline.LatestVersion);
    }
}
