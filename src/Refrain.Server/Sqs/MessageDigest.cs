using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Refrain.Server.Sqs;

/// <summary>The MD5 digests by which clients check what they sent and got.</summary>
[SuppressMessage("Security", "CA5351", Justification = "SQS's clients compare these digests to find damage on the way; nothing is kept secret by them.")]
internal static class MessageDigest
{
    /// <summary>Of a body.</summary>
    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Of message attributes, as SQS's developer guide says; null when there are none.</summary>
    public static string? OfAttributes(IReadOnlyDictionary<string, MessageAttribute>? attributes)
    {
        if (attributes is null or { Count: 0 })
        {
            return null;
        }

        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Add(md5, Encoding.UTF8.GetBytes(name));
            Add(md5, Encoding.UTF8.GetBytes(attribute.DataType ?? ""));
            md5.AppendData([attribute.BinaryValue is null ? (byte)1 : (byte)2]);
            Add(md5, attribute.BinaryValue is { } binary ? Convert.FromBase64String(binary) : Encoding.UTF8.GetBytes(attribute.StringValue ?? ""));
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static void Add(IncrementalHash md5, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        md5.AppendData(length);
        md5.AppendData(bytes);
    }
}
