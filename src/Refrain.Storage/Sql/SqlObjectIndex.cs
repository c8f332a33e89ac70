using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Buckets, and which blob every key points at.</summary>
internal sealed class SqlObjectIndex(ISqlDatabase database)
{
    private const string Select = "select bucket, key, blob, size, etag, content_type, metadata, attributes, modified_at from object where bucket = @bucket";

    public Task<bool> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken) =>
        database.WriteAsync(session => InsertBucketAsync(session, bucket), cancellationToken);

    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.FindAsync<BucketRow>("select name, region, created_at from bucket where name = @bucket", new { bucket }))?.ToRecord(),
            cancellationToken);

    public Task<ValueList<BucketRecord>> ListBucketsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.ListAsync<BucketRow>("select name, region, created_at from bucket order by name")).Select(row => row.ToRecord()).ToValueList(),
            cancellationToken);

    /// <summary>Removes an empty bucket, and tells which uploads went with it.</summary>
    public Task<(BucketRemoval Removal, IReadOnlyList<string> Uploads)> RemoveBucketAsync(string bucket, CancellationToken cancellationToken) =>
        database.WriteAsync<(BucketRemoval, IReadOnlyList<string>)>(
            async session =>
            {
                if (await session.FindAsync<long>("select exists (select 1 from object where bucket = @bucket)", new { bucket }) == 1)
                {
                    return (BucketRemoval.NotEmpty, []);
                }

                var uploads = await session.ListAsync<string>("select id from upload where bucket = @bucket order by key, id", new { bucket });
                await session.ExecuteAsync("delete from upload where bucket = @bucket", new { bucket });
                return await session.ExecuteAsync("delete from bucket where name = @bucket", new { bucket }) == 1 ? (BucketRemoval.Removed, uploads) : (BucketRemoval.Missing, uploads);
            },
            cancellationToken);

    /// <summary>Points a key at a blob; null when it was done.</summary>
    public Task<WriteRefusal?> WriteAsync(ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken)
    {
        var parameters = ObjectRow.Of(record);
        return database.WriteAsync(session => WriteAsync(session, record.Place, parameters, condition), cancellationToken);
    }

    /// <summary>As above, within somebody's transaction.</summary>
    public static async Task<WriteRefusal?> WriteAsync(SqlSession session, S3Uri place, object row, WriteCondition condition)
    {
        if (await session.FindAsync<long>("select count(*) from bucket where name = @Bucket", new { place.Bucket }) == 0)
        {
            return WriteRefusal.NoBucket;
        }

        if (await JudgeAsync(session, place, condition) is { } refusal)
        {
            return refusal;
        }

        await UpsertAsync(session, [row]);
        return null;
    }

    /// <summary>Points many keys at blobs in one step, and makes the buckets that are missing.</summary>
    public Task<int> PutAllAsync(IReadOnlyList<ObjectRecord> records, string region, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = records.Select(ObjectRow.Of).ToList();
        var buckets = records.Select(record => record.Place.Bucket).Distinct().Select(name => new BucketRecord(name, region, now)).ToList();
        return database.WriteAsync(
            async session =>
            {
                foreach (var bucket in buckets)
                {
                    await InsertBucketAsync(session, bucket);
                }

                return await UpsertAsync(session, parameters);
            },
            cancellationToken);
    }

    public Task RemoveAsync(ValueList<S3Uri> places, CancellationToken cancellationToken)
    {
        var parameters = places.Select(place => new { place.Bucket, place.Key }).ToList();
        return database.WriteAsync(session => session.ExecuteAsync("delete from object where bucket = @Bucket and key = @Key", parameters), cancellationToken);
    }

    public Task<WriteRefusal?> RemoveAsync(S3Uri place, WriteCondition condition, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var refusal = await JudgeAsync(session, place, condition);
                if (refusal is null)
                {
                    await session.ExecuteAsync("delete from object where bucket = @Bucket and key = @Key", new { place.Bucket, place.Key });
                }

                return refusal;
            },
            cancellationToken);

    public Task<bool> TagAsync(S3Uri place, ValueList<Tag> tags, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, place) is not { } current)
                {
                    return false;
                }

                await UpsertAsync(session, [ObjectRow.Of(current with { Tags = tags })]);
                return true;
            },
            cancellationToken);

    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken) => database.ReadAsync(session => FindAsync(session, place), cancellationToken);

    /// <summary>A range of keys, in the order of their UTF-8 bytes.</summary>
    public Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken)
    {
        // One lower bound, the later one: with two of them a database may walk the range from the wrong end.
        var fromPrefix = prefix.Key.Length > 0 && after != prefix.Key && OrdinalText.Max(prefix.Key, after) == prefix.Key;
        var (bound, from) = fromPrefix ? (">=", prefix.Key) : (">", after);
        var end = OrdinalText.After(prefix.Key);
        var sql = $"{Select} and key {bound} @from {(end is null ? "" : "and key < @end ")}order by key limit @limit";
        return database.ReadAsync(
            async session => (await session.ListAsync<ObjectRow>(sql, new { bucket = prefix.Bucket, from, end, limit }))
                .Select(row => row.ToRecord()).ToValueList(),
            cancellationToken);
    }

    private static async Task<ObjectRecord?> FindAsync(SqlSession session, S3Uri place) =>
        (await session.FindAsync<ObjectRow>($"{Select} and key = @key", new { bucket = place.Bucket, key = place.Key }))?.ToRecord();

    private static async Task<WriteRefusal?> JudgeAsync(SqlSession session, S3Uri place, WriteCondition condition) =>
        condition == WriteCondition.None ? null : condition.Judge(await FindAsync(session, place));

    private static async Task<bool> InsertBucketAsync(SqlSession session, BucketRecord bucket) =>
        await session.ExecuteAsync(
            "insert into bucket (name, region, created_at) values (@Name, @Region, @At) on conflict (name) do nothing",
            new { bucket.Name, bucket.Region, At = bucket.CreatedAt.ToMs() }) == 1;

    private static Task<int> UpsertAsync(SqlSession session, IReadOnlyList<object> parameters) =>
        session.ExecuteAsync(
            """
            insert into object (bucket, key, blob, size, etag, content_type, metadata, attributes, modified_at)
            values (@Bucket, @Key, @Blob, @Size, @ETag, @ContentType, @Metadata, @Attributes, @ModifiedAt)
            on conflict (bucket, key) do update set
                blob = excluded.blob, size = excluded.size, etag = excluded.etag, content_type = excluded.content_type, metadata = excluded.metadata,
                attributes = excluded.attributes, modified_at = excluded.modified_at
            """,
            parameters);
}
