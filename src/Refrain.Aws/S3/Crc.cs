using System.Buffers.Binary;

namespace Refrain.Aws.S3;

/// <summary>
/// A reflected cyclic redundancy check, register inverted before and after, eight bytes at a time: table k holds the
/// effect of a byte that is k bytes away from the end of the eight.
/// </summary>
internal sealed class Crc(ulong[][] table, int width)
{
    private readonly ulong _mask = width == 8 ? ulong.MaxValue : uint.MaxValue;
    private ulong _register = width == 8 ? ulong.MaxValue : uint.MaxValue;

    public static ulong[][] Crc32Table { get; } = Table(0xEDB88320);

    public static ulong[][] Crc32CTable { get; } = Table(0x82F63B78);

    public static ulong[][] Crc64NvmeTable { get; } = Table(0x9A6C9329AC4BC9B5);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var register = _register;
        while (bytes.Length >= 8)
        {
            var eight = register ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            register = table[7][(byte)eight] ^ table[6][(byte)(eight >> 8)]
                ^ table[5][(byte)(eight >> 16)] ^ table[4][(byte)(eight >> 24)]
                ^ table[3][(byte)(eight >> 32)] ^ table[2][(byte)(eight >> 40)]
                ^ table[1][(byte)(eight >> 48)] ^ table[0][(byte)(eight >> 56)];
            bytes = bytes[8..];
        }

        foreach (var next in bytes)
        {
            register = table[0][(byte)(register ^ next)] ^ (register >> 8);
        }

        _register = register;
    }

    /// <summary>The value so far, most significant byte first.</summary>
    public byte[] Value()
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (_register ^ ulong.MaxValue) & _mask);
        return bytes[(8 - width)..];
    }

    private static ulong[][] Table(ulong reflectedPolynomial)
    {
        var tables = new ulong[8][];
        for (var distance = 0; distance < 8; distance++)
        {
            tables[distance] = new ulong[256];
            for (var value = 0; value < 256; value++)
            {
                tables[distance][value] = distance == 0
                    ? Shift((ulong)value, reflectedPolynomial)
                    : tables[0][(byte)tables[distance - 1][value]] ^ (tables[distance - 1][value] >> 8);
            }
        }

        return tables;
    }

    private static ulong Shift(ulong register, ulong polynomial)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            register = (register & 1) == 0 ? register >> 1 : (register >> 1) ^ polynomial;
        }

        return register;
    }
}
