using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Refrain.Storage.Objects;

/// <summary>The rules for names of buckets and keys (S3 user guide, "Bucket naming rules" and "Object key naming guidelines").</summary>
internal static partial class ObjectNames
{
    private const int MaxKeyBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BadBucketNameException">It breaks a rule.</exception>
    public static void CheckBucket(string name)
    {
        if (BrokenRule(name) is { } rule)
        {
            throw new BadBucketNameException(name, rule);
        }
    }

    /// <exception cref="BadObjectKeyException">It breaks a rule.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length == 0)
        {
            throw new BadObjectKeyException("it is empty; expected 1 to 1024 bytes.");
        }

        if (key.Contains('\0'))
        {
            throw new BadObjectKeyException("it contains the character U+0000.");
        }

        if (Utf8Length(key) is not (> 0 and <= MaxKeyBytes))
        {
            throw new BadObjectKeyException("it is longer than 1024 bytes or not Unicode text; expected 1 to 1024 bytes of UTF-8.");
        }
    }

    private static string? BrokenRule(string name) => name switch
    {
        { Length: < 3 or > 63 } => "it must have 3 to 63 characters.",
        _ when !Characters().IsMatch(name) => "it may hold a-z, 0-9, '.' and '-' only, and begins and ends with a letter or digit.",
        _ when name.Contains("..", StringComparison.Ordinal) => "it must not contain two dots in a row.",
        _ when name.Count(character => character == '.') == 3 && IPAddress.TryParse(name, out _) => "it must not look like an IP address.",
        _ when name.StartsWith("xn--", StringComparison.Ordinal) => "it must not begin with 'xn--'.",
        _ => null,
    };

    private static int? Utf8Length(string key)
    {
        try
        {
            return StrictUtf8.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            return null; // half a surrogate pair: no bytes stand for it
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*[a-z0-9]\z")]
    private static partial Regex Characters();
}
