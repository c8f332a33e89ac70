using Refrain.Cli.Printing;

namespace Refrain.Cli.Tests.Printing;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.99, "59.9 s")]
    [InlineData(60, "1 min 00 s")]
    [InlineData(3599.9, "59 min 59 s")]
    [InlineData(3600, "1 h 00 min")]
    [InlineData(90061, "25 h 01 min")]
    [InlineData(-1, "0.0 s")]
    public void A_duration_is_shown_with_the_units_it_deserves(double seconds, string shown) =>
        Assert.Equal(shown, Durations.Show(TimeSpan.FromSeconds(seconds)));
}
