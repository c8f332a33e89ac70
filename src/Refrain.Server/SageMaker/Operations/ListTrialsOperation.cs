using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListTrialsOperation(IExperimentStore store) : IOperation<ListTrialsInput, ListTrialsOutput>
{
    public async Task<ListTrialsOutput> AnswerAsync(ListTrialsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new ExperimentQuery(
            caller.Scope, ExperimentKind.Trial, new CreatedBetween(input.CreatedAfter, input.CreatedBefore), input.SortBy == "Name", PageToken.Page(question, input)) { Experiment = input.ExperimentName, Component = input.TrialComponentName };
        var page = await store.ListAsync(query, cancellationToken);
        return new ListTrialsOutput(page.Items.Select(one => new TrialSummary(one.Arn, one.Name, one.DisplayName ?? one.Name, one.CreatedAt, one.ModifiedAt)).ToValueList(), PageToken.Write(question, page.Next));
    }
}
