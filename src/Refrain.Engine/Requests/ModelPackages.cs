using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>CreateModelPackage, UpdateModelPackage and DeleteModelPackage: versions of groups (spec 05, 4).</summary>
public sealed class ModelPackages(IModelStore models, IModelRegistry registry, IIdSource ids, TimeProvider clock)
{
    /// <summary>Makes the next version of a group that is there; the version's ARN. The same ClientToken makes one version.</summary>
    /// <exception cref="RefusalException">The request is not right, or the group is not there.</exception>
    public async Task<string> CreateAsync(Caller caller, RawJson document, CancellationToken cancellationToken)
    {
        var asked = document.Parse();
        var group = GroupOf(asked);
        if (await registry.FindGroupAsync(caller.Scope, group, cancellationToken) is not { } found)
        {
            throw ModelPackageName.MissingGroup(caller.Scope, group);
        }

        var package = new NewModelPackage(
            caller.Scope, found.Name, asked.Text("ModelApprovalStatus") ?? RegisterModelStepType.DefaultApprovalStatus, document, clock.GetUtcNow());
        var maker = asked.Text("ClientToken") is { } token ? $"token-{found.Arn}-{token}" : $"asked-{ids.NextExecutionId()}{ids.NextJobSuffix()}";
        return (await models.RegisterAsync(package, maker, cancellationToken)).Arn;
    }

    /// <summary>Changes approval and metadata of a version; its ARN.</summary>
    /// <exception cref="RefusalException">There is none, or it cannot be changed so.</exception>
    public async Task<string> UpdateAsync(Caller caller, RawJson document, CancellationToken cancellationToken)
    {
        var asked = document.Parse();
        var arn = asked.Text("ModelPackageArn") ?? "";
        if (ModelPackageName.Parse(arn) is not var (group, version))
        {
            throw ModelPackageName.Missing(caller.Scope, arn);
        }

        var now = clock.GetUtcNow();
        var changed = await registry.UpdatePackageAsync(
            caller.Scope,
            group,
            version,
            package => package with
            {
                ApprovalStatus = asked.Text("ModelApprovalStatus") ?? package.ApprovalStatus, Document = ModelPackageChange.Apply(package.Document, asked), ModifiedAt = now,
            },
            cancellationToken);
        return changed?.Arn ?? throw ModelPackageName.Missing(caller.Scope, arn);
    }

    /// <summary>Removes a version.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task DeleteAsync(Caller caller, string nameOrArn, CancellationToken cancellationToken)
    {
        if (ModelPackageName.Parse(nameOrArn) is not var (group, version) || !await registry.DeletePackageAsync(caller.Scope, group, version, cancellationToken))
        {
            throw ModelPackageName.Missing(caller.Scope, nameOrArn);
        }
    }

    private static string GroupOf(JsonElement asked)
    {
        var (name, group) = (asked.Text("ModelPackageName"), asked.Text("ModelPackageGroupName"));
        if (name is not null && group is not null)
        {
            throw RefusalException.Invalid("Both ModelPackageName and ModelPackageGroupName are given; a version of a group has no name of its own. Leave ModelPackageName out.");
        }

        if (group is null)
        {
            throw RefusalException.Invalid("Refrain keeps model packages as versions of groups only. Give ModelPackageGroupName instead of ModelPackageName.");
        }

        if (asked.Items("Tags").Any())
        {
            throw RefusalException.Invalid("A version of a model package group has the tags of its group. Leave Tags out, and tag the group.");
        }

        return ModelPackageName.Group(group);
    }
}
