using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class StartPipelineExecutionOperation(StartPipelineExecution startPipelineExecution) : IOperation<StartPipelineExecutionInput, ExecutionOutput>
{
    public async Task<ExecutionOutput> AnswerAsync(StartPipelineExecutionInput input, Caller caller, CancellationToken cancellationToken) =>
        new(await startPipelineExecution.HandleAsync(
            new StartPipelineExecutionRequest
            {
                Caller = caller,
                Pipeline = input.PipelineName.Checked(),
                Version = input.PipelineVersionId.ToVersion(),
                DisplayName = input.PipelineExecutionDisplayName,
                Description = input.PipelineExecutionDescription,
                Parameters = input.PipelineParameters?.OfType<ParameterShape>().Select(one => new ParameterOverride(one.Name.Checked(), one.Value.Checked())).ToValueList() ?? [],
                Selective = input.SelectiveExecutionConfig is { } config ? Selective(config) : null,
                MaxParallelSteps = input.ParallelismConfiguration?.MaxParallelExecutionSteps,
                ClientRequestToken = input.ClientRequestToken,
            },
            cancellationToken));

    private static SelectiveRequest Selective(SelectiveExecutionConfigShape config) => new(
        config.SourcePipelineExecutionArn,
        config.SelectedSteps.Checked().OfType<SelectedStepShape>().Select(step => new StepName(step.StepName.Checked())).ToValueList(),
        new RawJson(JsonSerializer.Serialize(config, WireJson.TypeInfo<SelectiveExecutionConfigShape>())));
}
