using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Lists of models, groups, and changes of packages, in SQL.</summary>
public sealed class SqlModelRegistry(ISqlDatabase database) : IModelRegistry
{
    private const string InScope = "region = @Region and account = @Account";

    /// <inheritdoc />
    public Task<bool> DeleteModelAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await SqlTagStore.ForgetAsync(session, scope.Arn($"model/{name}"));
                return await session.ExecuteAsync($"delete from model where {InScope} and name = @name", new { scope.Region, scope.Account, name }) == 1;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<Page<ModelRecord>> ListModelsAsync(NamedQuery query, CancellationToken cancellationToken) =>
        Named(ModelRow.Select, "model", query).PageAsync<ModelRow, ModelRecord>(
            database, row => query.ByName ? row.Name : row.CreatedAt, row => row.Id, row => row.ToRecord(), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CreateGroupAsync(ModelPackageGroupRecord group, ValueList<Tag> tags, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var made = await session.ExecuteAsync(
                    """
                    insert into model_package_group (region, account, name, name_key, description, created_by, created_at)
                    values (@Region, @Account, @Name, @key, @Description, @CreatedBy, @at)
                    on conflict (region, account, name_key) do nothing
                    """,
                    new { group.Scope.Region, group.Scope.Account, group.Name, key = NameKey.Of(group.Name), group.Description, group.CreatedBy, at = group.CreatedAt.ToMs() });
                if (made == 1)
                {
                    await SqlTagStore.SaveAsync(session, group.Arn, tags);
                }

                return made == 1;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ModelPackageGroupRecord?> FindGroupAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await FindAsync(session, scope, name))?.ToRecord(), cancellationToken);

    /// <inheritdoc />
    public Task<Page<ModelPackageGroupRecord>> ListGroupsAsync(NamedQuery query, CancellationToken cancellationToken) =>
        Named(ModelPackageGroupRow.Select, "model_package_group", query).PageAsync<ModelPackageGroupRow, ModelPackageGroupRecord>(
            database, row => query.ByName ? row.Name : row.CreatedAt, row => row.Id, row => row.ToRecord(), cancellationToken);

    /// <inheritdoc />
    public Task<Removal> DeleteGroupAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, scope, name) is not { } row)
                {
                    return Removal.NotThere;
                }

                if (await session.FindAsync<long>("select count(*) from model_package where group_id = @Id", new { row.Id }) > 0)
                {
                    return Removal.InUse;
                }

                await SqlTagStore.ForgetAsync(session, row.ToRecord().Arn);
                await session.ExecuteAsync("delete from model_package_group where id = @Id", new { row.Id });
                return Removal.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ModelPackageRecord?> UpdatePackageAsync(
        AwsScope scope, string group, int version, Func<ModelPackageRecord, ModelPackageRecord> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, scope, group, version) is not { } row)
                {
                    return null;
                }

                var changed = change(row.ToRecord());
                await session.ExecuteAsync(
                    "update model_package set approval_status = @ApprovalStatus, document = @Text, modified_at = @at where id = @Id",
                    new { row.Id, changed.ApprovalStatus, changed.Document.Text, at = changed.ModifiedAt.ToMs() });
                return changed;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<bool> DeletePackageAsync(AwsScope scope, string group, int version, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, scope, group, version) is not { } row)
                {
                    return false;
                }

                await SqlTagStore.ForgetAsync(session, row.ToRecord().Arn);
                await session.ExecuteAsync(
                    "update model_package_group set last_version = coalesce(last_version, (select max(version) from model_package where group_id = model_package_group.id)) "
                    + "where id = (select group_id from model_package where id = @Id)",
                    new { row.Id });
                return await session.ExecuteAsync("delete from model_package where id = @Id", new { row.Id }) == 1;
            },
            cancellationToken);

    private static KeysetQuery Named(string select, string table, NamedQuery query) =>
        new KeysetQuery(select, table, query.ByName ? "name" : "created_at", "id", query.Page)
            .Where("region", "=", query.Scope.Region)
            .Where("account", "=", query.Scope.Account)
            .Created(query.Created)
            .NameContains(query.NameContains);

    private static Task<ModelPackageGroupRow?> FindAsync(SqlSession session, AwsScope scope, string name) => session.FindAsync<ModelPackageGroupRow>(
        $"{ModelPackageGroupRow.Select} where {InScope} and name_key = @key", new { scope.Region, scope.Account, key = NameKey.Of(name) });

    private static async Task<ModelPackageRow?> FindAsync(SqlSession session, AwsScope scope, string group, int version)
    {
        var id = await SqlModelStore.GroupIdAsync(session, scope, group);
        return await session.FindAsync<ModelPackageRow>($"{ModelPackageRow.Select}\nwhere group_id = @id and version = @version", new { id, version });
    }
}
