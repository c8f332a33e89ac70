using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Refrain.Server.Tests.S3;

[SuppressMessage("Security", "CA5351", Justification = "S3's ETags and Content-MD5 are MD5 by definition; nothing is kept secret by it.")]
internal static class Md5
{
    public static string ETag(ReadOnlySpan<byte> bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    public static string Header(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(MD5.HashData(bytes));
}
