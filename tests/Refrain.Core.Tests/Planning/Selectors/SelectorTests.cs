using CsCheck;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("a or b", "a,b")]
    [InlineData("((a)) and (b)", "a and b")]
    [InlineData("(a or b) and c", "(a,b) and c")]
    [InlineData("a and (b and c)", "a and (b and c)")]
    [InlineData("not(a or b)", "not (a,b)")]
    [InlineData("(not a)..b", "(not a)..b")]
    [InlineData("(a..b)+", "(a..b)+")]
    [InlineData("(a+)+", "(a+)+")]
    [InlineData("0+a", "0+a")]
    [InlineData("00+a+007", "a+7")]
    [InlineData("\"train\" , \"or\" , \"2\"", "train,\"or\",\"2\"")]
    [InlineData("a**b", "a*b")]
    [InlineData("tag:a:b=*.x", "tag:\"a:b\"=*[.]x")]
    [InlineData("state:modified.image.code", "state:modified.code.image")]
    [InlineData("state:modified.arguments.code.image.parameters.inputs", "state:modified")]
    [InlineData("@(type:Training)", "@type:Training")]
    public void A_selector_prints_with_no_more_than_it_needs(string text, string printed) =>
        Assert.Equal(printed, SelectorReader.Read(text).Selector?.ToString());

    [Fact]
    public void What_a_selector_prints_reads_back_to_its_equal() =>
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var selector = RandomSelector.Odd(new Random(seed));
                var (read, problem) = SelectorReader.Read($"{selector}");

                Assert.True(problem is null, $"seed {seed}: {problem?.Render($"{selector}")}");
                Assert.Equal(selector, read);
                Assert.Equal(selector.GetHashCode(), read!.GetHashCode());
            },
            iter: 5_000);

    [Fact]
    public void Position_is_no_part_of_what_makes_selectors_equal()
    {
        Assert.Equal(SelectorReader.Read("a and b+").Selector, SelectorReader.Read("  a  and  (b+)").Selector);
        Assert.NotEqual(SelectorReader.Read("a and b+").Selector, SelectorReader.Read("a and b").Selector);
        Assert.NotEqual(SelectorReader.Read("a*").Selector, SelectorReader.Read("\"a*\"").Selector);
    }

    [Fact]
    public void What_no_text_says_cannot_be_made()
    {
        var train = new Selector.Named(TextPattern.Exactly("train"));

        Assert.Throws<ArgumentException>(() => new Selector.Or([train]));
        Assert.Throws<ArgumentException>(() => new Selector.And([]));
        Assert.Throws<ArgumentException>(() => new Selector.OfType("Nothing"));
        Assert.Throws<ArgumentException>(() => new Selector.Modified(StepParts.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Selector.Around(train, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Selector.Around(train, 0, -1));
    }
}
