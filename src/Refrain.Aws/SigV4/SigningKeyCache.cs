using System.Collections.Concurrent;

namespace Refrain.Aws.SigV4;

/// <summary>
/// Remembers derived keys, which hold for a day, so that verifying costs one HMAC and not five. Bounded: a scope is
/// text of the caller's choosing. Safe for use by many threads.
/// </summary>
internal sealed class SigningKeyCache
{
    private const int MaxEntries = 256;

    private readonly ConcurrentDictionary<(string Secret, string Scope), byte[]> _keys = new();

    public byte[] Find(string secretAccessKey, CredentialScope scope) =>
        _keys.TryGetValue((secretAccessKey, scope.Text), out var known) ? known : SigningKey.Derive(secretAccessKey, scope);

    /// <summary>Called only once a signature was found right, so that strangers cannot fill the cache.</summary>
    public void Keep(string secretAccessKey, CredentialScope scope, byte[] key)
    {
        if (_keys.ContainsKey((secretAccessKey, scope.Text)))
        {
            return;
        }

        if (_keys.Count >= MaxEntries)
        {
            _keys.Clear(); // yesterday's keys, mostly; the few in use are derived again
        }

        _keys[(secretAccessKey, scope.Text)] = key;
    }
}
