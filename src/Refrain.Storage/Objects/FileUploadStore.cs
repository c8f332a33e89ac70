using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Sql;

namespace Refrain.Storage.Objects;

/// <summary>Uploads on this machine: parts in files of their own, written down in the database. An object that is made of them is a blob like any other.</summary>
public sealed class FileUploadStore : IUploadStore
{
    private readonly SqlUploadIndex index;
    private readonly BlobIntake intake;
    private readonly PartFolder parts;
    private readonly TimeProvider clock;

    internal FileUploadStore(ISqlDatabase database, BlobIntake intake, string directory, TimeProvider clock)
    {
        index = new SqlUploadIndex(database);
        parts = new PartFolder(directory);
        (this.intake, this.clock) = (intake, clock);
    }

    private DateTimeOffset Now => clock.GetUtcNow().CutToMs();

    /// <inheritdoc />
    /// <exception cref="BadObjectKeyException">No object may have this key.</exception>
    public Task<bool> BeginAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        ObjectNames.CheckKey(upload.Write.Place.Key);
        return index.BeginAsync(upload, cancellationToken);
    }

    /// <inheritdoc />
    public Task<UploadRecord?> FindAsync(S3Uri place, string id, CancellationToken cancellationToken) => index.FindAsync(place, id, cancellationToken);

    /// <inheritdoc />
    public async Task<UploadPart?> PutPartAsync(UploadRecord upload, int number, Stream bytes, Func<string?> checksum, CancellationToken cancellationToken)
    {
        var name = "";
        var digest = await intake.CopyAsync(bytes, (file, _) => name = parts.Keep(file, upload.Id, number), DigestKinds.Md5, cancellationToken);
        var part = new UploadPart(number, name, digest.Size, digest.ETag, checksum(), Now);
        var (isWritten, replaced) = await index.PutPartAsync(upload.Id, part, cancellationToken); // when this throws nobody knows whether the file is named: it stays until the upload ends
        intake.Guard(() =>
        {
            if (!isWritten)
            {
                parts.Remove([name]);
            }
            else if (replaced is not null)
            {
                parts.Remove(upload.Id, replaced);
            }
        });
        return isWritten ? part : null;
    }

    /// <inheritdoc />
    public Task<ValueList<UploadPart>> PartsAsync(string id, int after, int limit, CancellationToken cancellationToken) => index.PartsAsync(id, after, limit, cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<UploadRecord>> ListAsync(S3Uri prefix, string afterKey, string afterId, int limit, CancellationToken cancellationToken) =>
        index.ListAsync(prefix, afterKey, afterId, limit, cancellationToken);

    /// <inheritdoc />
    public async Task<ObjectWritten> CompleteAsync(
        UploadRecord upload, UploadCompletion completion, Func<Stream, Stream> through, Func<ObjectChecksum?> checksum, CancellationToken cancellationToken)
    {
        WriteRefusal? refusal;
        ObjectRecord record;
        using (parts.Read(upload.Id))
        {
            using var hold = intake.Blobs.Hold();
            await using var bytes = through(new PartStream(completion.Parts.Select(part => parts.PathOf(part.File))));
            var digest = await intake.CopyInAsync(bytes, hold, cancellationToken, DigestKinds.Sha256);
            intake.Sync([digest]);
            record = new ObjectRecord(upload.Write.Place, digest.Blob, digest.Size, completion.ETag, Now, upload.Write.Headers)
            {
                Tags = upload.Write.Tags, Checksum = checksum(), PartSizes = completion.Parts.Select(part => part.Size).ToValueList(),
            };
            refusal = await index.CompleteAsync(upload.Id, record, completion.Condition, cancellationToken);
        }

        if (refusal is null or WriteRefusal.NoUpload)
        {
            intake.Guard(() => parts.RemoveAll(upload.Id));
        }

        return refusal is { } no ? ObjectWritten.Not(no) : ObjectWritten.Of(record);
    }

    /// <inheritdoc />
    public async Task<bool> AbortAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        var isOver = await index.AbortAsync(upload.Id, cancellationToken);
        if (isOver)
        {
            intake.Guard(() => parts.RemoveAll(upload.Id));
        }

        return isOver;
    }

    /// <inheritdoc />
    public async Task<int> RemoveAbandonedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ids = await index.RemoveAbandonedAsync(before, cancellationToken);
        RemoveParts(ids);
        return ids.Count;
    }

    /// <summary>Removes the files of uploads that are over.</summary>
    internal void RemoveParts(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            intake.Guard(() => parts.RemoveAll(id));
        }
    }

    /// <summary>
    /// Makes files and rows agree, before anybody is served: removes what a crash left without a row, and forgets parts whose files are not there, as on a folder that
    /// was restored from a backup.
    /// </summary>
    internal async Task TidyAsync(CancellationToken cancellationToken)
    {
        var named = await index.FilesAsync(cancellationToken);
        var files = BlobIntake.Guard(parts.All, "parts");
        var lost = named.Except(files, StringComparer.Ordinal).ToList();
        if (lost.Count > 0)
        {
            await index.ForgetAsync(lost, cancellationToken);
        }

        intake.Guard(() => parts.Remove(files.Except(named, StringComparer.Ordinal)));
    }
}
