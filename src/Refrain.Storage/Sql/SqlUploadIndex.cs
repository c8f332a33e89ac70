using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Uploads and their parts, without the bytes.</summary>
internal sealed class SqlUploadIndex(ISqlDatabase database)
{
    private const string Select =
        "select id, bucket, key, content_type, metadata, attributes, checksum_algorithm, checksum_of_parts, begun_at, completed_etag from upload";

    private const string GoesOn = "exists (select 1 from upload where id = @Id and completed_etag is null)";

    public Task<bool> BeginAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        var row = UploadRow.Of(upload);
        return database.WriteAsync(
            async session => await session.ExecuteAsync(
                """
                insert into upload (id, bucket, key, content_type, metadata, attributes, checksum_algorithm, checksum_of_parts, begun_at)
                select @Id, @Bucket, @Key, @ContentType, @Metadata, @Attributes, @ChecksumAlgorithm, @ChecksumOfParts, @BegunAt
                where exists (select 1 from bucket where name = @Bucket)
                """,
                row) == 1,
            cancellationToken);
    }

    public Task<UploadRecord?> FindAsync(S3Uri place, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.FindAsync<UploadRow>($"{Select} where id = @id and bucket = @Bucket and key = @Key", new { id, place.Bucket, place.Key }))?.ToRecord(),
            cancellationToken);

    /// <summary>Writes a part down. Whether the upload goes on, and the file of the part that it replaced.</summary>
    public Task<(bool Written, string? Replaced)> PutPartAsync(string id, UploadPart part, CancellationToken cancellationToken)
    {
        var row = new { Id = id, part.Number, part.File, part.Size, part.ETag, part.Checksum, ModifiedAt = part.ModifiedAt.ToMs() };
        return database.WriteAsync(
            async session =>
            {
                var replaced = await session.FindAsync<string>("select file from upload_part where upload_id = @Id and number = @Number", row);
                var written = await session.ExecuteAsync(
                    $"""
                    insert into upload_part (upload_id, number, file, size, etag, checksum, modified_at)
                    select @Id, @Number, @File, @Size, @ETag, @Checksum, @ModifiedAt where {GoesOn}
                    on conflict (upload_id, number) do update set
                        file = excluded.file, size = excluded.size, etag = excluded.etag, checksum = excluded.checksum, modified_at = excluded.modified_at
                    """,
                    row);
                return (written == 1, written == 1 ? replaced : null);
            },
            cancellationToken);
    }

    public Task<ValueList<UploadPart>> PartsAsync(string id, int after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.ListAsync<PartRow>(
                "select number, file, size, etag, checksum, modified_at from upload_part where upload_id = @id and number > @after order by number limit @limit",
                new { id, after, limit })).Select(row => row.ToRecord()).ToValueList(),
            cancellationToken);

    public Task<ValueList<UploadRecord>> ListAsync(S3Uri prefix, string afterKey, string afterId, int limit, CancellationToken cancellationToken)
    {
        var fromPrefix = prefix.Key.Length > 0 && OrdinalText.Max(prefix.Key, afterKey) == prefix.Key && afterKey != prefix.Key;
        var end = OrdinalText.After(prefix.Key);
        var sql =
            $"{Select} where bucket = @Bucket and {(fromPrefix ? "key >= @from" : "(key, id) > (@from, @afterId)")} {(end is null ? "" : "and key < @end ")}"
            + "and completed_etag is null order by key, id limit @limit";
        return database.ReadAsync(
            async session => (await session.ListAsync<UploadRow>(sql, new { prefix.Bucket, from = fromPrefix ? prefix.Key : afterKey, afterId, end, limit }))
                .Select(row => row.ToRecord()).ToValueList(),
            cancellationToken);
    }

    /// <summary>The key points at the object, and the upload has no parts any more, in one step. Null when it was done.</summary>
    public Task<WriteRefusal?> CompleteAsync(string id, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken)
    {
        var row = ObjectRow.Of(record);
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindAsync<long>($"select {GoesOn}", new { Id = id }) == 0)
                {
                    return WriteRefusal.NoUpload;
                }

                if (await SqlObjectIndex.WriteAsync(session, record.Place, row, condition) is { } refusal)
                {
                    return refusal;
                }

                await session.ExecuteAsync("update upload set completed_etag = @ETag where id = @id", new { id, record.ETag });
                await session.ExecuteAsync("delete from upload_part where upload_id = @id", new { id });
                return (WriteRefusal?)null;
            },
            cancellationToken);
    }

    public Task<bool> AbortAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(async session => await session.ExecuteAsync("delete from upload where id = @id and completed_etag is null", new { id }) == 1, cancellationToken);

    /// <summary>Removes uploads without a sign of life since a time, and tells which had not been completed.</summary>
    public Task<IReadOnlyList<string>> RemoveAbandonedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var bounds = new { before = before.ToMs() };
        const string Abandoned = "begun_at < @before and not exists (select 1 from upload_part where upload_id = id and modified_at >= @before)";
        return database.WriteAsync(
            async session =>
            {
                var ids = await session.ListAsync<string>($"select id from upload where {Abandoned} and completed_etag is null order by id", bounds);
                await session.ExecuteAsync($"delete from upload where {Abandoned}", bounds);
                return ids;
            },
            cancellationToken);
    }

    /// <summary>The files of all parts.</summary>
    public Task<IReadOnlyList<string>> FilesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.ListAsync<string>("select file from upload_part order by file"), cancellationToken);

    /// <summary>Forgets parts whose files are gone.</summary>
    public Task<int> ForgetAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var parameters = files.Select(file => new { file }).ToList();
        return database.WriteAsync(session => session.ExecuteAsync("delete from upload_part where file = @file", parameters), cancellationToken);
    }

    private sealed class UploadRow
    {
        public required string Id { get; init; }

        public required string Bucket { get; init; }

        public required string Key { get; init; }

        public string? ContentType { get; init; }

        public required string Metadata { get; init; }

        public string? Attributes { get; init; }

        public string? ChecksumAlgorithm { get; init; }

        public long ChecksumOfParts { get; init; }

        public long BegunAt { get; init; }

        public string? CompletedETag { get; init; }

        public static object Of(UploadRecord upload) => new
        {
            upload.Id,
            upload.Write.Place.Bucket,
            upload.Write.Place.Key,
            upload.Write.Headers.ContentType,
            Metadata = ObjectTexts.Metadata(upload.Write.Headers),
            Attributes = ObjectTexts.Attributes(upload.Write.Headers, upload.Write.Tags, checksum: null, partSizes: []),
            upload.ChecksumAlgorithm,
            ChecksumOfParts = upload.IsChecksumOfParts ? 1 : 0,
            BegunAt = upload.BegunAt.ToMs(),
        };

        public UploadRecord ToRecord()
        {
            var attributes = ObjectTexts.ReadAttributes(Attributes);
            var write = new ObjectWrite(new S3Uri(Bucket, Key), ObjectTexts.ReadHeaders(ContentType, Metadata, attributes)) { Tags = [.. attributes.Tags ?? []] };
            return new UploadRecord(Id, write, SqlTime.FromMs(BegunAt))
            {
                ChecksumAlgorithm = ChecksumAlgorithm, IsChecksumOfParts = ChecksumOfParts == 1, CompletedETag = CompletedETag,
            };
        }
    }

    private sealed class PartRow
    {
        public long Number { get; init; }

        public required string File { get; init; }

        public long Size { get; init; }

        public required string ETag { get; init; }

        public string? Checksum { get; init; }

        public long ModifiedAt { get; init; }

        public UploadPart ToRecord() => new((int)Number, File, Size, ETag, Checksum, SqlTime.FromMs(ModifiedAt));
    }
}
