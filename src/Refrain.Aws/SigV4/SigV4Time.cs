using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Refrain.Aws.SigV4;

/// <summary>The basic ISO 8601 form that signatures use: <c>20150830T123600Z</c>, UTC, whole seconds.</summary>
public static class SigV4Time
{
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>The timestamp of X-Amz-Date.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture);

    /// <summary>The date of a credential scope, <c>20150830</c>.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Reads the value of X-Amz-Date.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, TimestampFormat, CultureInfo.InvariantCulture, Utc, out time);

    /// <summary>Reads the value of the plain Date header, which AWS accepts when X-Amz-Date is absent.</summary>
    public static bool TryParseHttpDate(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, Utc, out time) || TryParse(text, out time);
}
