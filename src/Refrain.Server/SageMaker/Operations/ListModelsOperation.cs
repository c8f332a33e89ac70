using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListModelsOperation(IModelRegistry models) : IOperation<ListModelsInput, ListModelsOutput>
{
    public async Task<ListModelsOutput> AnswerAsync(ListModelsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new NamedQuery(caller.Scope, input.NameContains, new CreatedBetween(input.CreationTimeAfter, input.CreationTimeBefore), input.SortBy == "Name", PageToken.Page(question, input));
        var page = await models.ListModelsAsync(query, cancellationToken);
        return new ListModelsOutput(page.Items.Select(model => new ModelSummary(model.Name, model.Arn, model.CreatedAt)).ToValueList(), PageToken.Write(question, page.Next));
    }
}
