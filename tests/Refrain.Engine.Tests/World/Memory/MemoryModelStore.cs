using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryModelStore(MemoryStores stores) : IModelStore
{
    private readonly Dictionary<(AwsScope Scope, string Name), (ModelRecord Model, string MadeBy)> models = [];
    private readonly List<(ModelPackageRecord Package, string MadeBy)> packages = [];

    /// <summary>How many models there are.</summary>
    public int Models
    {
        get
        {
            lock (stores.Gate)
            {
                return models.Count;
            }
        }
    }

    public Task<ModelRecord?> CreateModelAsync(ModelRecord model, string madeBy, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            if (models.Values.FirstOrDefault(made => made.MadeBy == madeBy) is { Model: { } earlier })
            {
                return Task.FromResult<ModelRecord?>(earlier);
            }

            return Task.FromResult(models.TryAdd((model.Scope, model.Name), (model, madeBy)) ? model : null);
        }
    }

    public Task<ModelRecord?> FindModelAsync(AwsScope scope, string name, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult<ModelRecord?>(models.GetValueOrDefault((scope, name)).Model);
        }
    }

    public Task<ModelPackageRecord> RegisterAsync(NewModelPackage package, string madeBy, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            if (packages.Find(made => made.MadeBy == madeBy) is { Package: { } earlier })
            {
                return Task.FromResult(earlier);
            }

            var group = packages.Select(made => made.Package).Where(made => IsIn(made, package.Scope, package.Group)).ToList();
            var record = new ModelPackageRecord(
                package.Scope, group.FirstOrDefault()?.Group ?? package.Group, group.Count + 1, package.ApprovalStatus, package.Document, package.At, package.At);
            packages.Add((record, madeBy));
            return Task.FromResult(record);
        }
    }

    public Task<ModelPackageRecord?> FindPackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(packages.Select(made => made.Package).FirstOrDefault(made => IsIn(made, scope, group) && made.Version == version));
        }
    }

    public Task<Page<ModelPackageRecord>> ListPackagesAsync(ModelPackageQuery query, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            var rows = packages.Select((made, index) => new MemoryRow<ModelPackageRecord>(made.Package, MemoryPage.Time(made.Package.CreatedAt), index))
                .Where(row => row.Item.Scope == query.Scope && (query.Group is null || IsIn(row.Item, query.Scope, query.Group)))
                .Where(row => (query.ApprovalStatus is null || row.Item.ApprovalStatus == query.ApprovalStatus) && query.Created.Holds(row.Item.CreatedAt));
            return Task.FromResult(MemoryPage.Of(rows, $"packages {query.Scope} {query.Group} {query.ApprovalStatus} {query.Created}", query.Page));
        }
    }

    private static bool IsIn(ModelPackageRecord package, AwsScope scope, string group) =>
        package.Scope == scope && string.Equals(package.Group, group, StringComparison.OrdinalIgnoreCase);
}
