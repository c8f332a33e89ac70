using System.Diagnostics;
using System.Security.Cryptography;

namespace Refrain.Aws.S3;

/// <summary>The checksums S3 knows, in headers, trailers and answers.</summary>
public enum ChecksumAlgorithm
{
    /// <summary>CRC-32 as in zip (what SDKs send by default).</summary>
    Crc32,

    /// <summary>CRC-32 with Castagnoli's polynomial.</summary>
    Crc32C,

    /// <summary>CRC-64/NVME.</summary>
    Crc64Nvme,

    /// <summary>SHA-1.</summary>
    Sha1,

    /// <summary>SHA-256.</summary>
    Sha256,
}

/// <summary>What a checksum of an object in parts covers.</summary>
public static class S3ChecksumType
{
    /// <summary>S3's name: of the parts' checksums, or of the bytes.</summary>
    public static string Name(bool isOfParts) => isOfParts ? "COMPOSITE" : "FULL_OBJECT";
}

/// <summary>Computes one checksum over bytes as they pass. Written as S3 writes it: base64 of the big-endian value.</summary>
public sealed class S3Checksum : IDisposable
{
    private readonly Crc? _crc;
    private readonly IncrementalHash? _hash;

    /// <summary>Begins a checksum.</summary>
    public S3Checksum(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _crc = algorithm switch
        {
            ChecksumAlgorithm.Crc32 => new Crc(Crc.Crc32Table, 4),
            ChecksumAlgorithm.Crc32C => new Crc(Crc.Crc32CTable, 4),
            ChecksumAlgorithm.Crc64Nvme => new Crc(Crc.Crc64NvmeTable, 8),
            _ => null,
        };
        _hash = algorithm switch
        {
            ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        };
    }

    /// <summary>Which checksum this is.</summary>
    public ChecksumAlgorithm Algorithm { get; }

    /// <summary>The checksum of bytes that are in memory, in base64.</summary>
    public static string Of(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> bytes)
    {
        using var checksum = new S3Checksum(algorithm);
        checksum.Append(bytes);
        return checksum.Finish();
    }

    /// <summary>The name in <c>x-amz-checksum-algorithm</c> and in XML, for example <c>CRC32</c>.</summary>
    public static string Name(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => "CRC32",
        ChecksumAlgorithm.Crc32C => "CRC32C",
        ChecksumAlgorithm.Crc64Nvme => "CRC64NVME",
        ChecksumAlgorithm.Sha1 => "SHA1",
        ChecksumAlgorithm.Sha256 => "SHA256",
        _ => throw new UnreachableException(),
    };

    /// <summary>The header or trailer that carries it, for example <c>x-amz-checksum-crc32</c>.</summary>
    public static string HeaderName(ChecksumAlgorithm algorithm) => "x-amz-checksum-" + Name(algorithm).ToLowerInvariant();

    /// <summary>The algorithm of a name (<c>CRC32</c>) or header (<c>x-amz-checksum-crc32</c>), in any case; null if it is none.</summary>
    public static ChecksumAlgorithm? Parse(string text)
    {
        foreach (var algorithm in Enum.GetValues<ChecksumAlgorithm>())
        {
            if (text.Equals(Name(algorithm), StringComparison.OrdinalIgnoreCase)
                || text.Equals(HeaderName(algorithm), StringComparison.OrdinalIgnoreCase))
            {
                return algorithm;
            }
        }

        return null;
    }

    /// <summary>Whether a text could be a value of the checksum: base64 of as many bytes as it has.</summary>
    public static bool IsValue(ChecksumAlgorithm algorithm, string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return text.Length <= 64 && Convert.TryFromBase64String(text, bytes, out var count) && count == algorithm switch
        {
            ChecksumAlgorithm.Crc64Nvme => 8,
            ChecksumAlgorithm.Sha1 => 20,
            ChecksumAlgorithm.Sha256 => 32,
            _ => 4,
        };
    }

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc?.Append(bytes);
        _hash?.AppendData(bytes);
    }

    /// <summary>The checksum of all bytes so far, in base64. More may be appended.</summary>
    public string Finish() => Convert.ToBase64String(_crc?.Value() ?? _hash?.GetCurrentHash() ?? throw new UnreachableException());

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
