using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Buckets, and which blob every key points at.</summary>
internal sealed class SqlObjectIndex(ISqlDatabase database)
{
    private const string Select = "select bucket, key, blob, size, etag, content_type, metadata, modified_at from object where bucket = @bucket";

    private static readonly JsonTypeInfo<ValueList<EnvironmentVariable>> MetadataJson =
        (JsonTypeInfo<ValueList<EnvironmentVariable>>)(StoredJson.Default.GetTypeInfo(typeof(ValueList<EnvironmentVariable>))
            ?? throw new InvalidOperationException("StoredJson does not know lists of variables."));

    public Task<bool> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken) =>
        database.WriteAsync(session => InsertBucketAsync(session, bucket), cancellationToken);

    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<BucketRow>("select name, region, created_at from bucket where name = @bucket", new { bucket });
                return row is null ? null : new BucketRecord(row.Name, row.Region, SqlTime.FromMs(row.CreatedAt));
            },
            cancellationToken);

    /// <summary>Points a key at a blob; false when the bucket does not exist.</summary>
    public Task<bool> PutAsync(ObjectRecord record, CancellationToken cancellationToken)
    {
        var parameters = Parameters(record);
        return database.WriteAsync(
            async session =>
            {
                var buckets = await session.FindAsync<long>("select count(*) from bucket where name = @Bucket", new { record.Place.Bucket });
                return buckets == 1 && await UpsertAsync(session, [parameters]) == 1;
            },
            cancellationToken);
    }

    /// <summary>Points many keys at blobs in one step, and makes the buckets that are missing.</summary>
    public Task<int> PutAllAsync(IReadOnlyList<ObjectRecord> records, string region, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = records.Select(Parameters).ToList();
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

    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<ObjectRow>($"{Select} and key = @key", new { bucket = place.Bucket, key = place.Key });
                return row?.ToRecord();
            },
            cancellationToken);

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

    private static async Task<bool> InsertBucketAsync(SqlSession session, BucketRecord bucket) =>
        await session.ExecuteAsync(
            "insert into bucket (name, region, created_at) values (@Name, @Region, @At) on conflict (name) do nothing",
            new { bucket.Name, bucket.Region, At = bucket.CreatedAt.ToMs() }) == 1;

    private static Task<int> UpsertAsync(SqlSession session, IReadOnlyList<object> parameters) =>
        session.ExecuteAsync(
            """
            insert into object (bucket, key, blob, size, etag, content_type, metadata, modified_at)
            values (@Bucket, @Key, @Blob, @Size, @ETag, @ContentType, @Metadata, @ModifiedAt)
            on conflict (bucket, key) do update set
                blob = excluded.blob, size = excluded.size, etag = excluded.etag, content_type = excluded.content_type, metadata = excluded.metadata,
                modified_at = excluded.modified_at
            """,
            parameters);

    private static object Parameters(ObjectRecord record) => new
    {
        record.Place.Bucket,
        record.Place.Key,
        record.Blob,
        record.Size,
        record.ETag,
        record.Headers.ContentType,
        Metadata = JsonSerializer.Serialize(record.Headers.Metadata, MetadataJson),
        ModifiedAt = record.ModifiedAt.ToMs(),
    };

    private sealed class BucketRow
    {
        public required string Name { get; init; }

        public required string Region { get; init; }

        public long CreatedAt { get; init; }
    }

    private sealed class ObjectRow
    {
        public required string Bucket { get; init; }

        public required string Key { get; init; }

        public required string Blob { get; init; }

        public long Size { get; init; }

        public required string ETag { get; init; }

        public string? ContentType { get; init; }

        public required string Metadata { get; init; }

        public long ModifiedAt { get; init; }

        public ObjectRecord ToRecord() => new(
            new S3Uri(Bucket, Key),
            Blob,
            Size,
            ETag,
            SqlTime.FromMs(ModifiedAt),
            new ObjectHeaders(ContentType, JsonSerializer.Deserialize(Metadata, MetadataJson) ?? ValueList<EnvironmentVariable>.Empty));
    }
}
