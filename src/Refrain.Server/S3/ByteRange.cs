using System.Globalization;

namespace Refrain.Server.S3;

/// <summary>Which bytes of an object are asked for (RFC 9110, 14): from <paramref name="From"/>, <paramref name="Length"/> of them.</summary>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>Reads a Range header. Null: none, several, or not understood; then the whole object is meant.</summary>
    /// <exception cref="Http.WireErrorException">No byte of the object lies in it.</exception>
    public static ByteRange? Read(string? header, long size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header["bytes=".Length..].Split('-') is not [var first, var last])
        {
            return null;
        }

        return (Position(first), Position(last)) switch
        {
            (null, { } suffix) when first.Length == 0 => suffix > 0 && size > 0 ? Of(Math.Max(0, size - suffix), size - 1) : throw S3Errors.InvalidRange(header, size),
            ({ } from, null) when last.Length == 0 => from < size ? Of(from, size - 1) : throw S3Errors.InvalidRange(header, size),
            ({ } from, { } to) when from <= to => from < size ? Of(from, Math.Min(to, size - 1)) : throw S3Errors.InvalidRange(header, size),
            _ => null,
        };
    }

    private static ByteRange Of(long from, long to) => new(from, to - from + 1);

    private static long? Position(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
}
