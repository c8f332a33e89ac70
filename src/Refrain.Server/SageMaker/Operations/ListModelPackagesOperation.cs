using Refrain.Core;
using Refrain.Engine;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>
/// Versions of model package groups. A page of a list filtered by <c>NameContains</c> may hold fewer than it could, even none, and still have a next one:
/// clients follow the token.
/// </summary>
internal sealed class ListModelPackagesOperation(IModelStore models) : IOperation<ListModelPackagesInput, ListModelPackagesOutput>
{
    public async Task<ListModelPackagesOutput> AnswerAsync(ListModelPackagesInput input, Caller caller, CancellationToken cancellationToken)
    {
        if (input is { SortBy: "Name", ModelPackageGroupName: null })
        {
            throw RefusalException.Invalid("SortBy Name needs a ModelPackageGroupName: Refrain sorts packages of different groups by CreationTime only.");
        }

        if (input.ModelPackageType == "Unversioned")
        {
            return new ListModelPackagesOutput([], NextToken: null); // a pipeline makes versions of groups, nothing else makes packages
        }

        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var query = new ModelPackageQuery(
            caller.Scope,
            input.ModelPackageGroupName?.AfterSlash(),
            input.ModelApprovalStatus,
            new CreatedBetween(input.CreationTimeAfter, input.CreationTimeBefore),
            PageToken.Page(question, input));
        var page = await models.ListPackagesAsync(query, cancellationToken);
        var named = page.Items.Where(package => package.Group.Contains(input.NameContains ?? "", StringComparison.OrdinalIgnoreCase));
        return new ListModelPackagesOutput(named.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static ModelPackageSummary Summary(ModelPackageRecord package) => new()
    {
        ModelPackageName = $"{package.Group.ToLowerInvariant()}/{package.Version}",
        ModelPackageGroupName = package.Group,
        ModelPackageVersion = package.Version,
        ModelPackageArn = package.Arn,
        ModelPackageDescription = package.Document.Parse().Text("ModelPackageDescription"),
        CreationTime = package.CreatedAt,
        ModelPackageStatus = "Completed",
        ModelApprovalStatus = package.ApprovalStatus,
    };
}
