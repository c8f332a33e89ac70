using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class DescribePipelineExecutionOperation(ExecutionReader executions) : IOperation<ExecutionInput, DescribePipelineExecutionOutput>
{
    public async Task<DescribePipelineExecutionOutput> AnswerAsync(ExecutionInput input, Caller caller, CancellationToken cancellationToken)
    {
        var execution = await executions.GetAsync(input.PipelineExecutionArn.Checked(), cancellationToken);
        var mlflow = await executions.MlflowAsync(execution, cancellationToken);
        return new DescribePipelineExecutionOutput
        {
            PipelineArn = execution.Arn.Pipeline.ToString(),
            PipelineExecutionArn = execution.Arn.ToString(),
            PipelineExecutionDisplayName = execution.DisplayName,
            PipelineExecutionStatus = execution.Status.ToString(),
            PipelineExecutionDescription = execution.Description,
            PipelineExperimentConfig = execution.Experiment is { } experiment ? new ExperimentShape(experiment.ExperimentName, experiment.TrialName) : null,
            FailureReason = execution.FailureReason,
            CreationTime = execution.CreatedAt,
            LastModifiedTime = execution.ModifiedAt,
            CreatedBy = new UserContextShape(execution.CreatedBy),
            LastModifiedBy = new UserContextShape(execution.CreatedBy),
            ParallelismConfiguration = execution.MaxParallelSteps.ToParallelism(),
            SelectiveExecutionConfig = execution.SelectiveConfig?.Parse(),
            PipelineVersionId = execution.PipelineVersion,
            MLflowConfig = mlflow is null ? null : new MlflowShape(mlflow.ResourceArn, mlflow.ExperimentName),
        };
    }
}
