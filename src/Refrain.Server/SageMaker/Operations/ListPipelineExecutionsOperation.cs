using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListPipelineExecutionsOperation(IPipelineStore pipelines, IExecutionStore executions)
    : IOperation<ListPipelineExecutionsInput, ListPipelineExecutionsOutput>
{
    public async Task<ListPipelineExecutionsOutput> AnswerAsync(ListPipelineExecutionsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(input.PipelineName.Checked(), caller.Scope, cancellationToken);
        var question = $"{input with { PipelineName = null, NextToken = null, MaxResults = null }} {pipeline.Id}";
        var query = new ExecutionQuery(
            pipeline.Id,
            new CreatedBetween(input.CreatedAfter, input.CreatedBefore),
            input.SortBy == "PipelineExecutionArn" ? ExecutionSort.PipelineExecutionArn : ExecutionSort.CreationTime,
            PageToken.Page(question, input));
        var page = await executions.ListAsync(query, cancellationToken);
        return new ListPipelineExecutionsOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static ExecutionSummary Summary(ExecutionRecord execution) => new()
    {
        PipelineExecutionArn = execution.Arn.ToString(),
        StartTime = execution.CreatedAt,
        PipelineExecutionStatus = execution.Status.ToString(),
        PipelineExecutionDescription = execution.Description,
        PipelineExecutionDisplayName = execution.DisplayName,
        PipelineExecutionFailureReason = execution.FailureReason,
    };
}
