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

/// <summary>What ListModelPackages asks. <paramref name="Group"/> null: every group.</summary>
public sealed record ModelPackageQuery(AwsScope Scope, string? Group, string? ApprovalStatus, CreatedBetween Created, PageRequest Page);
