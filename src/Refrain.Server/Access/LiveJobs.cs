using System.Collections.Concurrent;
using Refrain.Core.Jobs;

namespace Refrain.Server.Access;

/// <summary>Jobs that have not ended, as far as this process knows: their credentials are good no longer than they live.</summary>
internal sealed class LiveJobs
{
    private readonly ConcurrentDictionary<string, byte> live = new(StringComparer.Ordinal);

    /// <summary>A job is there, or about to be.</summary>
    public void Add(JobToken token) => live[token.Value] = 0;

    /// <summary>A job has ended.</summary>
    public void Remove(JobToken token) => live.TryRemove(token.Value, out _);

    /// <summary>Whether a job, by its token's text, has not ended.</summary>
    public bool Contains(string token) => live.ContainsKey(token);
}
