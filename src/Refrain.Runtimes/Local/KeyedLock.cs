namespace Refrain.Runtimes.Local;

/// <summary>One at a time for each key; keys that nobody holds take no room.</summary>
internal sealed class KeyedLock
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>Waits for the key; dispose the result to let go.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            entry = entries.TryGetValue(key, out var found) ? found : entries[key] = new Entry(this, key);
            entry.Users++;
        }

        try
        {
            await entry.Free.WaitAsync(cancellationToken);
            return entry;
        }
        catch (OperationCanceledException)
        {
            Leave(entry);
            throw;
        }
    }

    private void Leave(Entry entry)
    {
        lock (gate)
        {
            if (--entry.Users == 0)
            {
                entries.Remove(entry.Key);
                entry.Free.Dispose();
            }
        }
    }

    private sealed class Entry(KeyedLock owner, string key) : IDisposable
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public string Key => key;

        public int Users { get; set; }

        public void Dispose()
        {
            Free.Release();
            owner.Leave(this);
        }
    }
}
