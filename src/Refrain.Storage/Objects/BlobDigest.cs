using System.Buffers;
using System.Security.Cryptography;

namespace Refrain.Storage.Objects;

/// <summary>What bytes are called: SHA-256 (the blob's name), MD5 (S3's ETag), both hex in lower case, and how many they are.</summary>
internal sealed record BlobDigest(string Blob, string ETag, long Size)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Reads a stream to its end, once and in constant memory, and writes it to another one unless that is null.</summary>
    public static async Task<BlobDigest> ReadAsync(Stream from, Stream? to, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5); // a checksum that S3 clients compare, no protection
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sha256.AppendData(buffer, 0, read);
                md5.AppendData(buffer, 0, read);
                size += read;
                if (to is not null)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            return new BlobDigest(Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(md5.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
