using System.Net;
using System.Text;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>The names S3 takes: a world that takes others would hide what a real store refuses.</summary>
internal static class MemoryObjectNames
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void CheckBucket(string name)
    {
        var legal = name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..", StringComparison.Ordinal)
            && !name.StartsWith("xn--", StringComparison.Ordinal)
            && !(name.Split('.').Length == 4 && IPAddress.TryParse(name, out _));
        if (!legal)
        {
            throw new ArgumentException($"'{name}' is not a valid bucket name: it breaks a rule of S3.", nameof(name));
        }
    }

    public static void CheckKey(string key)
    {
        if (key.Length == 0 || key.Contains('\0') || Bytes(key) > 1024)
        {
            throw new ArgumentException("A key is 1 to 1024 bytes of UTF-8 without U+0000.", nameof(key));
        }
    }

    private static int Bytes(string key)
    {
        try
        {
            return Strict.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            return int.MaxValue; // half a surrogate pair: no bytes stand for it
        }
    }
}
