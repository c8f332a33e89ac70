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

    [Theory]
    [InlineData(9.9, "just now")]
    [InlineData(-5, "just now")]
    [InlineData(89, "89 s ago")]
    [InlineData(90, "1 min ago")]
    [InlineData(5399, "89 min ago")]
    [InlineData(5400, "1 h ago")]
    [InlineData(172799, "47 h ago")]
    [InlineData(172800, "2 days ago")]
    public void An_age_is_one_number_with_one_word(double seconds, string shown) => Assert.Equal(shown, Durations.Age(TimeSpan.FromSeconds(seconds)));
}
