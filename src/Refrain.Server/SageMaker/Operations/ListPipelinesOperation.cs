using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListPipelinesOperation(IPipelineStore pipelines) : IOperation<ListPipelinesInput, ListPipelinesOutput>
{
    public async Task<ListPipelinesOutput> AnswerAsync(ListPipelinesInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new PipelineQuery(
            caller.Scope,
            input.PipelineNamePrefix,
            new CreatedBetween(input.CreatedAfter, input.CreatedBefore),
            input.SortBy == "Name" ? PipelineSort.Name : PipelineSort.CreationTime,
            PageToken.Page(question, input));
        var page = await pipelines.ListAsync(query, cancellationToken);
        return new ListPipelinesOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static PipelineSummary Summary(PipelineRecord pipeline) => new()
    {
        PipelineArn = pipeline.Arn.ToString(),
        PipelineName = pipeline.Arn.Name,
        PipelineDisplayName = pipeline.DisplayName,
        PipelineDescription = pipeline.Description,
        RoleArn = pipeline.RoleArn,
        CreationTime = pipeline.CreatedAt,
        LastModifiedTime = pipeline.ModifiedAt,
        LastExecutionTime = pipeline.LastRunAt,
    };
}
