using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListExperimentsOperation(IExperimentStore store) : IOperation<ListExperimentsInput, ListExperimentsOutput>
{
    public async Task<ListExperimentsOutput> AnswerAsync(ListExperimentsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new ExperimentQuery(
            caller.Scope, ExperimentKind.Experiment, new CreatedBetween(input.CreatedAfter, input.CreatedBefore), input.SortBy == "Name", PageToken.Page(question, input));
        var page = await store.ListAsync(query, cancellationToken);
        return new ListExperimentsOutput(page.Items.Select(one => new ExperimentSummary(one.Arn, one.Name, one.DisplayName ?? one.Name, one.CreatedAt, one.ModifiedAt)).ToValueList(), PageToken.Write(question, page.Next));
    }
}
