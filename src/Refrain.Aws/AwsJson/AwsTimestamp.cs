using System.Globalization;
using System.Text.Json;

namespace Refrain.Aws.AwsJson;

/// <summary>
/// Timestamps as JSON 1.1 services write them: seconds since 1970 as a number, milliseconds as its fraction
/// (<c>1690315954.781</c>).
/// </summary>
public static class AwsTimestamp
{
    /// <summary>The number to write. Anything finer than a millisecond is cut off.</summary>
    public static decimal ToEpochSeconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;

    /// <summary>Reads a number of seconds; null when it lies outside the years 1 to 9999.</summary>
    public static DateTimeOffset? FromEpochSeconds(decimal seconds)
    {
        var (first, last) = (DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return seconds >= first && seconds <= last
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000m))
            : null;
    }

    /// <summary>
    /// Reads what a client may send: an integer, a decimal, or an ISO 8601 text (UTC if it names no offset). Null
    /// when it is none of these.
    /// </summary>
    public static DateTimeOffset? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var seconds) => FromEpochSeconds(seconds),
        JsonValueKind.String when DateTimeOffset.TryParse(
            value.GetString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) => time,
        _ => null,
    };
}
