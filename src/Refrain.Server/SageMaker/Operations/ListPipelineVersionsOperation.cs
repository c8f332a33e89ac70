using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListPipelineVersionsOperation(IPipelineStore pipelines) : IOperation<ListPipelineVersionsInput, ListPipelineVersionsOutput>
{
    public async Task<ListPipelineVersionsOutput> AnswerAsync(ListPipelineVersionsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.GetPipelineAsync(input.PipelineName.Checked(), caller.Scope, cancellationToken);
        var question = $"{input with { PipelineName = null, NextToken = null, MaxResults = null }} {pipeline.Id}";
        var query = new PipelineVersionQuery(pipeline.Id, new CreatedBetween(input.CreatedAfter, input.CreatedBefore), PageToken.Page(question, input));
        var page = await pipelines.ListVersionsAsync(query, cancellationToken);
        return new ListPipelineVersionsOutput(page.Items.Select(version => Summary(pipeline, version)).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static PipelineVersionSummary Summary(PipelineRecord pipeline, ListedVersion version) => new()
    {
        PipelineArn = pipeline.Arn.ToString(),
        PipelineVersionId = version.Version,
        CreationTime = version.CreatedAt,
        PipelineVersionDisplayName = version.DisplayName,
        PipelineVersionDescription = version.Description,
        LastExecutionPipelineExecutionArn = version.LastExecutionId is { } id ? new PipelineExecutionArn(pipeline.Arn, id).ToString() : null,
    };
}
