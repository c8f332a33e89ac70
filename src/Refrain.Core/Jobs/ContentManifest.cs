using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Refrain.Core.Jobs;

/// <summary>One file of an input or output: its path below the root, and the bytes by their SHA-256 (hex, lower case) and size in bytes.</summary>
public sealed record ManifestEntry(string Path, string Blob, long Size);

/// <summary>
/// The exact content of an input or output at one moment. Blobs are immutable, so a manifest can be staged again long after the keys it was
/// read from point elsewhere.
/// </summary>
public sealed record ContentManifest(ValueList<ManifestEntry> Entries)
{
    /// <summary>No file.</summary>
    public static ContentManifest Empty { get; } = new(ValueList<ManifestEntry>.Empty);

    /// <summary>SHA-256 (hex) over paths and blobs: equal digests mean equal content.</summary>
    [JsonIgnore]
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var entry in Entries)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Path}\0{entry.Blob}\n"));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>What one of several hosts gets of it (<c>ShardedByS3Key</c>): files go round in the order of their paths. A host may get none.</summary>
    /// <param name="host">From 0.</param>
    /// <param name="hosts">How many there are.</param>
    public ContentManifest ShareOf(int host, int hosts) =>
        new(Entries.OrderBy(entry => entry.Path, StringComparer.Ordinal).Where((_, index) => index % hosts == host).ToValueList());
}
