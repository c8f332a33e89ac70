using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribePipelineDefinitionForExecutionOperation(ExecutionReader executions, IPipelineStore pipelines)
    : IOperation<ExecutionInput, DefinitionForExecutionOutput>
{
    public async Task<DefinitionForExecutionOutput> AnswerAsync(ExecutionInput input, Caller caller, CancellationToken cancellationToken)
    {
        var execution = await executions.GetAsync(input.PipelineExecutionArn.Checked(), cancellationToken);
        var pipeline = await pipelines.FindAsync(execution.Arn.Pipeline, cancellationToken);
        var version = await pipelines.FindVersionAsync(execution.PipelineId, execution.PipelineVersion, cancellationToken);
        return pipeline is not null && version is not null
            ? new DefinitionForExecutionOutput(version.Definition, pipeline.CreatedAt)
            : throw RefusalException.NotFound($"Pipeline execution '{execution.Arn}' does not exist."); // deleted between the look-ups
    }
}
