using System.Diagnostics;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Models and model packages in SQL. Groups compare without case, because the ARNs of their versions are lower case.</summary>
public sealed class SqlModelStore(ISqlDatabase database) : IModelStore
{
    private const string PackageByMaker = $"{ModelPackageRow.Select}\nwhere made_by = @madeBy";

    /// <inheritdoc />
    public Task<ModelRecord?> CreateModelAsync(ModelRecord model, string madeBy, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var made = await session.ExecuteAsync(
                    """
                    insert into model (region, account, name, name_key, document, created_at, made_by) values (@Region, @Account, @Name, @key, @Document, @At, @madeBy)
                    on conflict do nothing
                    """,
                    new { model.Scope.Region, model.Scope.Account, model.Name, key = NameKey.Of(model.Name), Document = model.Document.Text, At = model.CreatedAt.ToMs(), madeBy });
                if (made == 1)
                {
                    await SqlTagStore.SaveAsync(session, model.Arn, model.Tags ?? []);
                }

                return (await session.FindAsync<ModelRow>($"{ModelRow.Select} where made_by = @madeBy", new { madeBy }))?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ModelRecord?> FindModelAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<ModelRow>(
                    $"{ModelRow.Select} where region = @Region and account = @Account and name = @name", new { scope.Region, scope.Account, name });
                return row?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ModelPackageRecord> RegisterAsync(NewModelPackage package, string madeBy, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await session.FindAsync<ModelPackageRow>(PackageByMaker, new { madeBy }) is { } made)
                {
                    return made.ToRecord();
                }

                await InsertNextVersionAsync(session, await GroupAsync(session, package), package, madeBy);
                return (await session.FindAsync<ModelPackageRow>(PackageByMaker, new { madeBy }))?.ToRecord()
                    ?? throw new UnreachableException("The version that was just made is not there.");
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ModelPackageRecord?> FindPackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var id = await GroupIdAsync(session, scope, group);
                var row = await session.FindAsync<ModelPackageRow>(
                    $"{ModelPackageRow.Select}\nwhere group_id = @id and version = @version", new { id, version });
                return row?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public async Task<Page<ModelPackageRecord>> ListPackagesAsync(ModelPackageQuery query, CancellationToken cancellationToken)
    {
        var keyset = new KeysetQuery(ModelPackageRow.Select, "model_package", "created_at", "id", query.Page).Created(query.Created);
        if (query.Group is { } group)
        {
            // No row has id 0: a group that does not exist lists nothing.
            var id = await database.ReadAsync(session => GroupIdAsync(session, query.Scope, group), cancellationToken) ?? 0;
            keyset.Where("group_id", "=", id);
        }
        else
        {
            keyset.Where("region", "=", query.Scope.Region).Where("account", "=", query.Scope.Account);
        }

        if (query.ApprovalStatus is { } status)
        {
            keyset.Where("approval_status", "=", status);
        }

        return await keyset.PageAsync<ModelPackageRow, ModelPackageRecord>(
            database, row => row.CreatedAt, row => row.Id, row => row.ToRecord(), cancellationToken);
    }

    internal static Task<long?> GroupIdAsync(SqlSession session, AwsScope scope, string group) =>
        session.FindAsync<long?>(
            "select id from model_package_group where region = @Region and account = @Account and name_key = @key",
            new { scope.Region, scope.Account, key = NameKey.Of(group) });

    private static async Task<long> GroupAsync(SqlSession session, NewModelPackage package)
    {
        await session.ExecuteAsync(
            """
            insert into model_package_group (region, account, name, name_key, created_at) values (@Region, @Account, @Group, @key, @at)
            on conflict (region, account, name_key) do nothing
            """,
            new { package.Scope.Region, package.Scope.Account, package.Group, key = NameKey.Of(package.Group), at = package.At.ToMs() });
        return await GroupIdAsync(session, package.Scope, package.Group) ?? throw new UnreachableException("The group that was just made is not there.");
    }

    // Groups of before the last number was kept have the greatest that is there.
    private static Task<int> InsertNextVersionAsync(SqlSession session, long groupId, NewModelPackage package, string madeBy) =>
        session.ExecuteAsync(
            """
            update model_package_group set last_version =
                coalesce(last_version, (select max(version) from model_package where group_id = @groupId), 0) + 1
            where id = @groupId;
            insert into model_package (group_id, version, region, account, approval_status, document, created_at, modified_at, made_by)
            values (@groupId, (select last_version from model_package_group where id = @groupId), @Region, @Account, @ApprovalStatus,
                    @Document, @at, @at, @madeBy)
            """,
            new
            {
                groupId,
                package.Scope.Region,
                package.Scope.Account,
                package.ApprovalStatus,
                Document = package.Document.Text,
                at = package.At.ToMs(),
                madeBy,
            });
}
