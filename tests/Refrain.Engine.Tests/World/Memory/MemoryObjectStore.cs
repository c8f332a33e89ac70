using System.Security.Cryptography;
using System.Text;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

public sealed class MemoryObjectStore(TimeProvider clock) : IObjectStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (BucketRecord Bucket, SortedDictionary<string, ObjectRecord> Objects)> buckets = [];
    private readonly Dictionary<string, byte[]> blobs = [];

    public Task<bool> CreateBucketAsync(string bucket, string region, CancellationToken cancellationToken)
    {
        MemoryObjectNames.CheckBucket(bucket);
        lock (gate)
        {
            return Task.FromResult(buckets.TryAdd(bucket, (new BucketRecord(bucket, region, clock.GetUtcNow()), new(new Utf8Order()))));
        }
    }

    public Task<BucketRecord?> FindBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<BucketRecord?>(buckets.GetValueOrDefault(bucket).Bucket);
        }
    }

    public async Task<ObjectRecord?> PutAsync(S3Uri place, Stream bytes, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        MemoryObjectNames.CheckKey(place.Key);
        using var copy = new MemoryStream();
        await bytes.CopyToAsync(copy, cancellationToken);
        lock (gate)
        {
            return buckets.ContainsKey(place.Bucket) ? Put(place, copy.ToArray(), headers) : null;
        }
    }

    public async Task<ValueList<ManifestEntry>> AdoptAsync(ValueList<FileToStore> files, CancellationToken cancellationToken)
    {
        var read = new List<(S3Uri Place, string Entry, byte[] Bytes)>();
        foreach (var file in files)
        {
            read.Add((file.Place, file.Entry, await File.ReadAllBytesAsync(file.File, cancellationToken)));
        }

        var manifest = StoreAll(read);
        foreach (var file in files)
        {
            File.Delete(file.File);
        }

        return manifest;
    }

    /// <summary>What <see cref="AdoptAsync"/> does, with bytes instead of files.</summary>
    public ValueList<ManifestEntry> StoreAll(IReadOnlyList<(S3Uri Place, string Entry, byte[] Bytes)> files)
    {
        foreach (var (place, _, _) in files)
        {
            MemoryObjectNames.CheckBucket(place.Bucket);
            MemoryObjectNames.CheckKey(place.Key);
        }

        lock (gate)
        {
            foreach (var bucket in files.Select(file => file.Place.Bucket))
            {
                buckets.TryAdd(bucket, (new BucketRecord(bucket, "home", clock.GetUtcNow()), new(new Utf8Order())));
            }

            return files.Select(file => (file.Entry, Record: Put(file.Place, file.Bytes, ObjectHeaders.None)))
                .Select(stored => new ManifestEntry(stored.Entry, stored.Record.Blob, stored.Record.Size))
                .ToValueList();
        }
    }

    public Task<ObjectRecord?> FindAsync(S3Uri place, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(buckets.TryGetValue(place.Bucket, out var found) ? found.Objects.GetValueOrDefault(place.Key) : null);
        }
    }

    public Task<ValueList<ObjectRecord>> ListAsync(S3Uri prefix, string after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var order = new Utf8Order();
            var all = buckets.TryGetValue(prefix.Bucket, out var found) ? found.Objects.Values : Enumerable.Empty<ObjectRecord>();
            return Task.FromResult(all
                .Where(one => one.Place.Key.StartsWith(prefix.Key, StringComparison.Ordinal) && order.Compare(one.Place.Key, after) > 0)
                .Take(limit)
                .ToValueList());
        }
    }

    public Stream? OpenBlob(string blob)
    {
        lock (gate)
        {
            return blobs.TryGetValue(blob, out var bytes) ? new MemoryStream(bytes, writable: false) : null;
        }
    }

    public bool HasBlob(string blob)
    {
        lock (gate)
        {
            return blobs.ContainsKey(blob);
        }
    }

    public string? BlobPath(string blob) => null;

    /// <summary>Somebody tidied up.</summary>
    public void Remove(string uri)
    {
        var place = S3Uri.Parse(uri);
        lock (gate)
        {
            buckets[place.Bucket].Objects.Remove(place.Key);
        }
    }

    /// <summary>A disk that lost bytes.</summary>
    public void LoseBlob(string blob)
    {
        lock (gate)
        {
            blobs.Remove(blob);
        }
    }

    private ObjectRecord Put(S3Uri place, byte[] bytes, ObjectHeaders headers)
    {
        var blob = Convert.ToHexStringLower(SHA256.HashData(bytes));
#pragma warning disable CA5351 // S3 defines ETag as the MD5 of the bytes
        var etag = Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
        blobs[blob] = bytes;
        return buckets[place.Bucket].Objects[place.Key] = new ObjectRecord(place, blob, bytes.Length, etag, clock.GetUtcNow(), headers);
    }

    private sealed class Utf8Order : IComparer<string>
    {
        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
