using System.Text.Json;
using Refrain.Aws.AwsJson;

namespace Refrain.Aws.Tests.AwsJson;

public sealed class AwsTimestampTests
{
    [Theory]
    [InlineData("2023-07-25T20:12:34.781Z", "1690315954.781")]
    [InlineData("2023-07-25T20:12:34Z", "1690315954")]
    [InlineData("2023-07-25T20:12:34.7819999Z", "1690315954.781")]
    [InlineData("1970-01-01T00:00:00Z", "0")]
    [InlineData("1969-12-31T23:59:58.5Z", "-1.5")]
    public void Times_are_seconds_with_milliseconds(string time, string seconds) => Assert.Equal(
        seconds,
        AwsTimestamp.ToEpochSeconds(DateTimeOffset.Parse(time)).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1690315954", "2023-07-25T20:12:34.000")]
    [InlineData("1690315954.781", "2023-07-25T20:12:34.781")]
    [InlineData("1.690315954781E9", "2023-07-25T20:12:34.781")]
    [InlineData("\"2023-07-25T20:12:34Z\"", "2023-07-25T20:12:34.000")]
    [InlineData("\"2023-07-25T22:12:34.5+02:00\"", "2023-07-25T20:12:34.500")]
    [InlineData("\"2023-07-25T20:12:34\"", "2023-07-25T20:12:34.000")]
    [InlineData("\"yesterday\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    [InlineData("1e300", null)]
    [InlineData("253402300800", null)]
    [InlineData("-62135596801", null)]
    public void Clients_may_send_numbers_or_iso_texts(string json, string? expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(expected, AwsTimestamp.Read(document.RootElement)?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff"));
    }
}
