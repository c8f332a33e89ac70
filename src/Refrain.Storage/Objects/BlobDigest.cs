using System.Buffers;
using System.Security.Cryptography;

namespace Refrain.Storage.Objects;

/// <summary>Which digests are wanted; each costs its time.</summary>
[Flags]
internal enum DigestKinds
{
    Sha256 = 1,
    Md5 = 2,
    Both = Sha256 | Md5,
}

/// <summary>What bytes are called: SHA-256 (the blob's name), MD5 (S3's ETag), both hex in lower case and empty when not wanted, and how many they are.</summary>
internal sealed record BlobDigest(string Blob, string ETag, long Size)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Reads a stream to its end, once and in constant memory, and writes it to another one unless that is null.</summary>
    public static async Task<BlobDigest> ReadAsync(Stream from, Stream? to, CancellationToken cancellationToken, DigestKinds kinds = DigestKinds.Both)
    {
        using var sha256 = kinds.HasFlag(DigestKinds.Sha256) ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        using var md5 = kinds.HasFlag(DigestKinds.Md5) ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null; // a checksum that S3 clients compare, no protection
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sha256?.AppendData(buffer, 0, read);
                md5?.AppendData(buffer, 0, read);
                size += read;
                if (to is not null)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            return new BlobDigest(Hex(sha256), Hex(md5), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Hex(IncrementalHash? hash) => hash is null ? "" : Convert.ToHexStringLower(hash.GetHashAndReset());
}
