using Refrain.Engine.Ports;
using Refrain.Engine.Reading;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;
using System.Text.Json.Nodes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListTrialComponentsOperation(IExperimentStore store, TrialComponentReader reader) : IOperation<ListTrialComponentsInput, ListTrialComponentsOutput>
{
    public async Task<ListTrialComponentsOutput> AnswerAsync(ListTrialComponentsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new ExperimentQuery(
            caller.Scope, ExperimentKind.TrialComponent, new CreatedBetween(input.CreatedAfter, input.CreatedBefore), input.SortBy == "Name", PageToken.Page(question, input))
        {
            Experiment = input.ExperimentName, Trial = input.TrialName, SourceArn = input.SourceArn,
        };
        var page = await store.ListAsync(query, cancellationToken);
        var summaries = new List<TrialComponentSummary>();
        foreach (var one in page.Items)
        {
            summaries.Add(Summary(one, await reader.ReadAsync(one, cancellationToken)));
        }

        return new ListTrialComponentsOutput(summaries, PageToken.Write(question, page.Next));
    }

    private static TrialComponentSummary Summary(ExperimentEntity component, JsonObject said) => new()
    {
        TrialComponentName = component.Name,
        TrialComponentArn = component.Arn,
        DisplayName = component.DisplayName ?? component.Name,
        TrialComponentSource = SourceShape.Of(component.SourceArn),
        Status = said["Status"],
        StartTime = said["StartTime"],
        EndTime = said["EndTime"],
        CreationTime = component.CreatedAt,
        CreatedBy = new UserContextShape(component.CreatedBy),
        LastModifiedTime = component.ModifiedAt,
        LastModifiedBy = new UserContextShape(component.ModifiedBy),
    };
}
