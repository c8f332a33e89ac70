using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListModelPackageGroupsOperation(IModelRegistry groups) : IOperation<ListModelPackageGroupsInput, ListModelPackageGroupsOutput>
{
    public async Task<ListModelPackageGroupsOutput> AnswerAsync(ListModelPackageGroupsInput input, Caller caller, CancellationToken cancellationToken)
    {
        if (input.CrossAccountFilterOption == "CrossAccount")
        {
            return new ListModelPackageGroupsOutput([], NextToken: null); // nobody shares groups with this server
        }

        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new NamedQuery(caller.Scope, input.NameContains, new CreatedBetween(input.CreationTimeAfter, input.CreationTimeBefore), input.SortBy == "Name", PageToken.Page(question, input));
        var page = await groups.ListGroupsAsync(query, cancellationToken);
        return new ListModelPackageGroupsOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static ModelPackageGroupSummary Summary(ModelPackageGroupRecord group) => new()
    {
        ModelPackageGroupName = group.Name,
        ModelPackageGroupArn = group.Arn,
        ModelPackageGroupDescription = group.Description,
        CreationTime = group.CreatedAt,
        ModelPackageGroupStatus = "Completed",
    };
}
