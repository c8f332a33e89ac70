using System.Text;

namespace Refrain.Aws.SigV4;

/// <summary>
/// Percent-encoding as AWS counts it: UTF-8, capital hex digits, only <c>A-Z a-z 0-9 - . _ ~</c> left alone.
/// </summary>
public static class AwsUriEncoding
{
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Encodes plain text. A percent sign is text like any other and becomes <c>%25</c>.</summary>
    /// <param name="text">The text, not yet encoded.</param>
    /// <param name="keepSlash">True for paths and object keys, false for parts of a query.</param>
    public static string Encode(string text, bool keepSlash) => Write(text, keepSlash, decodeFirst: false);

    /// <summary>
    /// Brings text that is already encoded, perhaps by other rules, into AWS's spelling. An encoded slash stays
    /// encoded: it is not the slash that parts two segments.
    /// </summary>
    public static string Reencode(string encoded, bool keepSlash) => Write(encoded, keepSlash, decodeFirst: true);

    /// <summary>Decodes percent-encoded UTF-8. A plus sign stays a plus sign.</summary>
    public static string Decode(string encoded) => Uri.UnescapeDataString(encoded);

    private static string Write(string text, bool keepSlash, bool decodeFirst)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var result = new StringBuilder(bytes.Length + 16);
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (decodeFirst && value == '%' && TryReadHex(bytes, i + 1, out var decoded))
            {
                i += 2;
                Append(result, decoded, isLiteral: IsUnreserved(decoded));
            }
            else
            {
                Append(result, value, isLiteral: IsUnreserved(value) || (keepSlash && value == '/'));
            }
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, byte value, bool isLiteral)
    {
        if (isLiteral)
        {
            result.Append((char)value);
        }
        else
        {
            result.Append('%').Append(HexDigits[value >> 4]).Append(HexDigits[value & 15]);
        }
    }

    private static bool TryReadHex(byte[] bytes, int at, out byte value)
    {
        value = 0;
        if (at + 1 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[at]) || !char.IsAsciiHexDigit((char)bytes[at + 1]))
        {
            return false;
        }

        value = (byte)((HexValue(bytes[at]) << 4) | HexValue(bytes[at + 1]));
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsUnreserved(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';
}
