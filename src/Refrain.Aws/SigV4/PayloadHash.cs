using System.Security.Cryptography;

namespace Refrain.Aws.SigV4;

/// <summary>The texts that may stand for the body in a signature (the header <c>x-amz-content-sha256</c>).</summary>
public static class PayloadHash
{
    /// <summary>SHA-256 of no bytes at all.</summary>
    public const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The signature does not cover the body.</summary>
    public const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>The body is aws-chunked, its chunks are not signed, and a trailer carries a checksum.</summary>
    public const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>The body is aws-chunked and every chunk carries its own signature.</summary>
    public const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /// <summary>As <see cref="SignedChunks"/>, and a signed trailer follows.</summary>
    public const string SignedChunksTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /// <summary>The lower-case hex SHA-256 of a body that is in memory.</summary>
    public static string Of(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>True for 64 lower-case hex digits, the only spelling of a hash that AWS signs.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
