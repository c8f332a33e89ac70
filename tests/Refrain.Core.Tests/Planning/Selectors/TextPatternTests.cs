using CsCheck;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("train", "train", true)]
    [InlineData("train", "Train", false)]
    [InlineData("train", "train-1", false)]
    [InlineData("train*", "train", true)]
    [InlineData("train*", "train-xgb", true)]
    [InlineData("*-xgb", "train-xgb", true)]
    [InlineData("*-xgb", "train-xgb-2", false)]
    [InlineData("t*n", "train", true)]
    [InlineData("*a*b*", "xaxbx", true)]
    [InlineData("*a*b*", "xbxax", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a*bc*bd", "abcbcbd", true)]
    [InlineData("*", "", true)]
    [InlineData("a?", "a", false)]
    [InlineData("a?", "ab", true)]
    [InlineData("a?", "abc", false)]
    [InlineData("?", "", false)]
    [InlineData("fold-[123]", "fold-2", true)]
    [InlineData("fold-[123]", "fold-4", false)]
    [InlineData("fold-[0-9]", "fold-7", true)]
    [InlineData("fold-[0-9]", "fold--", false)]
    [InlineData("fold-[0-9a-c]", "fold-b", true)]
    [InlineData("fold-[9-]", "fold--", true)]
    [InlineData("fold-[-9]", "fold--", true)]
    [InlineData("fold-[!0-9]", "fold-7", false)]
    [InlineData("fold-[!0-9]", "fold-x", true)]
    [InlineData("a[!]", "a!", true)]
    [InlineData("a[*]", "ab", false)]
    [InlineData("a[*]", "a*", true)]
    [InlineData("team:*", "team:ml", true)]
    [InlineData("v1.?", "v1.2", true)]
    [InlineData("v1.?", "v102", false)]
    public void A_pattern_matches_whole_texts(string pattern, string text, bool matches) => Assert.Equal(matches, Read(pattern).Matcher()(text));

    [Theory]
    [InlineData("a[bc", 1)]
    [InlineData("a[]", 1)]
    [InlineData("*]", 1)]
    [InlineData("[a]b[", 4)]
    public void A_bracket_that_makes_no_set_is_refused_at_its_place(string text, int errorAt)
    {
        Assert.False(TextPattern.TryRead(text, out _, out var found));
        Assert.Equal(errorAt, found);
    }

    [Fact]
    public void Characters_of_globs_count_for_nothing_in_an_exact_text() => Assert.False(TextPattern.Exactly("a*").Matcher()("ab"));

    [Fact]
    public void A_pattern_matches_what_a_plain_recursion_matches() =>
        Gen.Select(Gen.String[Gen.Char["ab*?"], 0, 8], Gen.String[Gen.Char["ab"], 0, 8]).Sample(
            (pattern, text) => Assert.Equal(Matches(pattern, text), Read(pattern).Matcher()(text)),
            iter: 2_000);

    private static TextPattern Read(string text) => TextPattern.TryRead(text, out var pattern, out _) ? pattern : throw new ArgumentException(text, nameof(text));

    private static bool Matches(string pattern, string text) => pattern switch
    {
        "" => text.Length == 0,
        ['*', .. var rest] => Matches(rest, text) || (text.Length > 0 && Matches(pattern, text[1..])),
        _ => text.Length > 0 && (pattern[0] == '?' || pattern[0] == text[0]) && Matches(pattern[1..], text[1..]),
    };
}
