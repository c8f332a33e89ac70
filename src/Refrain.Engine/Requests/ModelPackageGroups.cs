using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>CreateModelPackageGroup and DeleteModelPackageGroup.</summary>
public sealed class ModelPackageGroups(IModelRegistry registry, TimeProvider clock)
{
    /// <summary>Makes a group; its ARN.</summary>
    /// <exception cref="RefusalException">The name is taken.</exception>
    public async Task<string> CreateAsync(Caller caller, string name, string? description, ValueList<Tag> tags, CancellationToken cancellationToken)
    {
        ResourceTags.Check(tags);
        var group = new ModelPackageGroupRecord(caller.Scope, name, description, caller.Name, clock.GetUtcNow());
        return await registry.CreateGroupAsync(group, tags, cancellationToken)
            ? group.Arn
            : throw RefusalException.Invalid($"Model Package Group already exists: {group.Arn} already exists.");
    }

    /// <summary>The group.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task<ModelPackageGroupRecord> GetAsync(Caller caller, string nameOrArn, CancellationToken cancellationToken) =>
        await registry.FindGroupAsync(caller.Scope, ModelPackageName.Group(nameOrArn), cancellationToken) ?? throw ModelPackageName.MissingGroup(caller.Scope, nameOrArn);

    /// <summary>Removes a group without versions.</summary>
    /// <exception cref="RefusalException">There is none, or it has versions.</exception>
    public async Task DeleteAsync(Caller caller, string nameOrArn, CancellationToken cancellationToken)
    {
        switch (await registry.DeleteGroupAsync(caller.Scope, ModelPackageName.Group(nameOrArn), cancellationToken))
        {
            case Removal.NotThere:
                throw ModelPackageName.MissingGroup(caller.Scope, nameOrArn);
            case Removal.InUse:
                throw RefusalException.Conflict($"The model package group '{ModelPackageName.Group(nameOrArn)}' has model packages. Delete them first.");
        }
    }
}
