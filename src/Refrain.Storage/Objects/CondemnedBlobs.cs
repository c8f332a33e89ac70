namespace Refrain.Storage.Objects;

/// <summary>
/// Blobs that nothing named, since when. In memory only: a server that starts begins anew, so that everything a crash interrupted is finished before the first of
/// them is due. Whoever stores bytes that are there already takes theirs off the list, in one step with finding them there.
/// </summary>
internal sealed class CondemnedBlobs
{
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, DateTimeOffset> since = [];
    private readonly Dictionary<UInt128, int> held = [];

    /// <summary>Stores a blob, in one step with finding out whether it is there. It is not removed before the hold ends, however long its key takes to be written.</summary>
    public T Keep<T>(string blob, BlobHold hold, Func<T> store)
    {
        lock (gate)
        {
            var key = BlobNames.KeyOf(blob);
            since.Remove(key);
            held[key] = held.GetValueOrDefault(key) + 1;
            hold.Blobs.Add(key);
            return store();
        }
    }

    /// <summary>Something names the held blobs now, or they were given up.</summary>
    public void Release(BlobHold hold)
    {
        lock (gate)
        {
            foreach (var key in hold.Blobs)
            {
                held[key]--;
                if (held[key] == 0)
                {
                    held.Remove(key);
                }
            }

            hold.Blobs.Clear();
        }
    }

    /// <summary>Something names the blob.</summary>
    public void Pardon(string blob)
    {
        lock (gate)
        {
            since.Remove(BlobNames.KeyOf(blob));
        }
    }

    /// <summary>Since when nothing has named the blob; null when that is not known.</summary>
    public DateTimeOffset? Since(string blob)
    {
        lock (gate)
        {
            return since.TryGetValue(BlobNames.KeyOf(blob), out var at) ? at : null;
        }
    }

    /// <summary>Nothing names the blob: true, and it is removed, when that was so before a time; false when it must wait.</summary>
    public bool Judge(string blob, DateTimeOffset now, DateTimeOffset due, Action remove)
    {
        lock (gate)
        {
            var key = BlobNames.KeyOf(blob);
            if (held.ContainsKey(key) || since.TryAdd(key, now) || since[key] > due)
            {
                return false;
            }

            since.Remove(key);
            remove();
            return true;
        }
    }
}

/// <summary>Blobs on their way to a key: from before their bytes are looked for until the key is written.</summary>
internal sealed class BlobHold(CondemnedBlobs blobs) : IDisposable
{
    /// <summary>Which; touched by <see cref="CondemnedBlobs"/> only.</summary>
    public List<UInt128> Blobs { get; } = [];

    public void Dispose() => blobs.Release(this);
}
