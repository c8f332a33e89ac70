using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribePipelineOperation(IPipelineStore pipelines) : IOperation<DescribePipelineInput, DescribePipelineOutput>
{
    public async Task<DescribePipelineOutput> AnswerAsync(DescribePipelineInput input, Caller caller, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(input.PipelineName.Checked(), caller.Scope, cancellationToken);
        var version = await pipelines.GetVersionAsync(pipeline, input.PipelineVersionId.ToVersion(), cancellationToken);
        return new DescribePipelineOutput
        {
            PipelineArn = pipeline.Arn.ToString(),
            PipelineName = pipeline.Arn.Name,
            PipelineDisplayName = pipeline.DisplayName,
            PipelineDefinition = version.Definition,
            PipelineDescription = pipeline.Description,
            RoleArn = pipeline.RoleArn,
            PipelineStatus = "Active",
            CreationTime = pipeline.CreatedAt,
            LastModifiedTime = pipeline.ModifiedAt,
            LastRunTime = pipeline.LastRunAt,
            CreatedBy = new UserContextShape(pipeline.CreatedBy),
            LastModifiedBy = new UserContextShape(pipeline.ModifiedBy),
            PipelineVersionDisplayName = version.DisplayName,
            PipelineVersionDescription = version.Description,
            ParallelismConfiguration = pipeline.MaxParallelSteps.ToParallelism(),
        };
    }
}
