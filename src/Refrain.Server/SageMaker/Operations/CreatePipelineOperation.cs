using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class CreatePipelineOperation(CreatePipeline createPipeline) : IOperation<CreatePipelineInput, PipelineOutput>
{
    public async Task<PipelineOutput> AnswerAsync(CreatePipelineInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await createPipeline.HandleAsync(
            new CreatePipelineRequest(
                caller,
                input.PipelineName.Checked(),
                input.PipelineDisplayName,
                input.PipelineDescription,
                input.RoleArn.Checked(),
                input.PipelineDefinitionS3Location.ToSource(input.PipelineDefinition),
                input.ParallelismConfiguration?.MaxParallelExecutionSteps,
                input.Tags.ToTags(),
                input.ClientRequestToken),
            cancellationToken));
}
