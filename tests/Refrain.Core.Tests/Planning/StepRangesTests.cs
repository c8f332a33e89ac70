using CsCheck;
using Refrain.Core.Planning;

namespace Refrain.Core.Tests.Planning;

public sealed class StepRangesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("3", "3")]
    [InlineData("0 1 2", "0-2")]
    [InlineData("7 0 2 1 9 8", "0-2,7-9")]
    [InlineData("4 4 5", "4-5")]
    [InlineData("1 3 5", "1,3,5")]
    public void Positions_are_written_as_ranges(string positions, string text) =>
        Assert.Equal(text, StepRanges.Of(positions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)).Text);

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Int[0, 60].Array.Sample(
            positions =>
            {
                var ranges = StepRanges.Of(positions);

                Assert.Equal(positions.Distinct().Order(), ranges.Positions());
                Assert.Equal(ranges, StepRanges.Parse(ranges.Text));
                Assert.Equal(ranges, StepRanges.Of(positions.Reverse()));
            },
            iter: 500);

    [Theory]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1;2")]
    public void A_damaged_record_is_an_error(string text) => Assert.Throws<FormatException>(() => StepRanges.Parse(text));
}
