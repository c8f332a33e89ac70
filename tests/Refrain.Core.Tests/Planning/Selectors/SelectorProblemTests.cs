using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class SelectorProblemTests
{
    private static readonly string[] Odd = ["a\u001b[31m b", "a\u0001) b", "\"\u0007\" x"];

    [Theory]
    [InlineData("a b", 2, "a b\n  ^")]
    [InlineData("", 0, "\n^")]
    [InlineData("a and", 5, "a and\n     ^")]
    [InlineData("\ta b", 3, "\ta b\n\t  ^")]
    [InlineData("a and\r\nb c\nor d", 9, "b c\n  ^")]
    [InlineData("a\nb", 1, "a\n ^")]
    [InlineData("\"\ud83d\ude80\" x", 5, "\"\ud83d\ude80\" x\n    ^")]
    [InlineData("a", 99, "a\n ^")]
    [InlineData("a", -1, "a\n^")]
    public void A_problem_shows_its_line_with_a_caret_under_the_character(string text, int position, string shown) =>
        Assert.Equal($"Bad. (expected: good)\n{shown}", new SelectorProblem(position, "Bad.", "good").Render(text));

    [Fact]
    public void What_a_problem_shows_cannot_command_a_terminal()
    {
        foreach (var text in Odd)
        {
            var problem = SelectorReader.Read(text).Problem;

            Assert.NotNull(problem);
            Assert.DoesNotContain(problem.Render(text), character => char.IsControl(character) && character != '\n');
        }
    }
}
