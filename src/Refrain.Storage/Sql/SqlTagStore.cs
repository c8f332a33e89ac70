using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Tags in SQL, under the ARN of their resource as the service writes it. They go when their resource goes.</summary>
public sealed class SqlTagStore(ISqlDatabase database) : ITagStore
{
    /// <inheritdoc />
    public Task<ValueList<Tag>?> ListAsync(string resourceArn, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await TaggedResources.FindAsync(session, resourceArn) is { } arn ? await OfAsync(session, arn) : (ValueList<Tag>?)null, cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<Tag>?> AddAsync(string resourceArn, ValueList<Tag> tags, int most, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await TaggedResources.FindAsync(session, resourceArn) is not { } arn)
                {
                    return (ValueList<Tag>?)null;
                }

                await SaveAsync(session, arn, tags);
                var all = await OfAsync(session, arn);
                return all.Count <= most ? all : throw new TooManyTagsException(arn, most); // the transaction is undone
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<bool> RemoveAsync(string resourceArn, ValueList<string> keys, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await TaggedResources.FindAsync(session, resourceArn) is not { } arn)
                {
                    return false;
                }

                await session.ExecuteAsync("delete from tag where resource_arn = @arn and key = @key", keys.Select(key => new { arn, key }));
                return true;
            },
            cancellationToken);

    /// <summary>The tags of a resource, by key.</summary>
    internal static async Task<ValueList<Tag>> OfAsync(SqlSession session, string arn)
    {
        var rows = await session.ListAsync<TagRow>("select key, value from tag where resource_arn = @arn order by key", new { arn });
        return rows.Select(row => new Tag(row.Key, row.Value)).ToValueList();
    }

    /// <summary>Adds tags, or gives those of the same key another value.</summary>
    internal static Task<int> SaveAsync(SqlSession session, string arn, IEnumerable<Tag> tags) => session.ExecuteAsync(
        "insert into tag (resource_arn, key, value) values (@arn, @Key, @Value) on conflict (resource_arn, key) do update set value = excluded.value",
        tags.Select(tag => new { arn, tag.Key, tag.Value }));

    /// <summary>The resource is gone.</summary>
    internal static Task<int> ForgetAsync(SqlSession session, string? arn) => session.ExecuteAsync("delete from tag where resource_arn = @arn", new { arn });

    private sealed class TagRow
    {
        public required string Key { get; init; }

        public required string Value { get; init; }
    }
}
