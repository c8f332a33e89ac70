using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>
/// Models and the model registry. Making something names who makes it (<c>madeBy</c>: a job token): the same maker gets the same thing again, so a step that
/// was interrupted between making and recording makes nothing twice.
/// </summary>
public interface IModelStore
{
    /// <summary>Makes a model, or finds the one this maker made; null when another maker took the name.</summary>
    Task<ModelRecord?> CreateModelAsync(ModelRecord model, string madeBy, CancellationToken cancellationToken);

    /// <summary>The model, or null.</summary>
    Task<ModelRecord?> FindModelAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Makes the group when it is missing, then its next version; or finds the version this maker made. Versions count 1, 2, 3 ... without gaps.</summary>
    Task<ModelPackageRecord> RegisterAsync(NewModelPackage package, string madeBy, CancellationToken cancellationToken);

    /// <summary>A version of a group, or null.</summary>
    Task<ModelPackageRecord?> FindPackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken);

    /// <summary>Versions, by creation time.</summary>
    Task<Page<ModelPackageRecord>> ListPackagesAsync(ModelPackageQuery query, CancellationToken cancellationToken);
}

/// <summary>A model. <paramref name="Document"/> is the resolved CreateModel request.</summary>
public sealed record ModelRecord(AwsScope Scope, string Name, RawJson Document, DateTimeOffset CreatedAt)
{
    /// <summary>Tags to give it; null in what is read.</summary>
    public ValueList<Tag>? Tags { get; init; }

    /// <summary><c>model/NAME</c>.</summary>
    public string Arn => Scope.Arn($"model/{Name}");
}

/// <summary>A model package version about to be made. <paramref name="Document"/> is the resolved CreateModelPackage request.</summary>
public sealed record NewModelPackage(AwsScope Scope, string Group, string ApprovalStatus, RawJson Document, DateTimeOffset At);

/// <summary>A model package version.</summary>
public sealed record ModelPackageRecord(
    AwsScope Scope, string Group, int Version, string ApprovalStatus, RawJson Document, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt)
{
    /// <summary><c>model-package/GROUP/VERSION</c>; the group in lower case, as the service writes it.</summary>
    public string Arn => Scope.Arn($"model-package/{Group.ToLowerInvariant()}/{Version}");
}

/// <summary>
/// Models in lists, groups of model packages, and what is done with packages after they were made. Groups compare without case.
/// </summary>
public interface IModelRegistry
{
    /// <summary>Removes a model; false when there is none of that name.</summary>
    Task<bool> DeleteModelAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Models.</summary>
    Task<Page<ModelRecord>> ListModelsAsync(NamedQuery query, CancellationToken cancellationToken);

    /// <summary>Makes a group; false when the name is taken.</summary>
    Task<bool> CreateGroupAsync(ModelPackageGroupRecord group, ValueList<Tag> tags, CancellationToken cancellationToken);

    /// <summary>The group, or null.</summary>
    Task<ModelPackageGroupRecord?> FindGroupAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Groups.</summary>
    Task<Page<ModelPackageGroupRecord>> ListGroupsAsync(NamedQuery query, CancellationToken cancellationToken);

    /// <summary>Removes a group without versions.</summary>
    Task<Removal> DeleteGroupAsync(AwsScope scope, string name, CancellationToken cancellationToken);

    /// <summary>Changes a version in one step: nobody else changes it between reading and writing. Null when there is none.</summary>
    Task<ModelPackageRecord?> UpdatePackageAsync(
        AwsScope scope, string group, int version, Func<ModelPackageRecord, ModelPackageRecord> change, CancellationToken cancellationToken);

    /// <summary>Removes a version; its number is not given again. False when there is none.</summary>
    Task<bool> DeletePackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken);
}

/// <summary>A group of model package versions. <paramref name="CreatedBy"/> is null for one that a pipeline made.</summary>
public sealed record ModelPackageGroupRecord(AwsScope Scope, string Name, string? Description, string? CreatedBy, DateTimeOffset CreatedAt)
{
    /// <summary><c>model-package-group/NAME</c>.</summary>
    public string Arn => Scope.Arn($"model-package-group/{Name}");
}

/// <summary>What came of a removal.</summary>
public enum Removal
{
    /// <summary>It is gone.</summary>
    Done,

    /// <summary>There was none.</summary>
    NotThere,

    /// <summary>Something of it is still there: nothing was removed.</summary>
    InUse,
}

/// <summary>What ListModels and ListModelPackageGroups ask. <paramref name="NameContains"/> in any case; null: any name.</summary>
public sealed record NamedQuery(AwsScope Scope, string? NameContains, CreatedBetween Created, bool ByName, PageRequest Page);

/// <summary>What ListModelPackages asks. <paramref name="Group"/> null: every group.</summary>
public sealed record ModelPackageQuery(AwsScope Scope, string? Group, string? ApprovalStatus, CreatedBetween Created, PageRequest Page);
