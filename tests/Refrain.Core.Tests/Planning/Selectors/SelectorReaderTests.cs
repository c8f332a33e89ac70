using System.Text;
using CsCheck;
using Refrain.Core.Planning.Selectors;

namespace Refrain.Core.Tests.Planning.Selectors;

public sealed class SelectorReaderTests
{
    private const string Term = "a step name, a glob, tag:, type:, state: or '('";
    private static readonly string[] Pieces =
    [
        "a", "S1", "2", "+", "@", "..", ".", ",", "(", ")", " ", "and", " or ", "not ", "tag:", "type:Training", "state:", "failed", "modified", ".code", "=", "\"", "\\", "*", "[", "]", "?",
        "\ud83d", "\0", "\n",
    ];

    private const string Operator = "'and', 'or', ',', '..' or the end of the text";

    // Every operator in parentheses of its own: what binds what.
    [Theory]
    [InlineData("a or b and c", "(a | (b & c))")]
    [InlineData("a and b or c", "((a & b) | c)")]
    [InlineData("a, b and c, d", "(a | (b & c) | d)")]
    [InlineData("a or b, c", "(a | b | c)")]
    [InlineData("(a or b) or c", "((a | b) | c)")]
    [InlineData("not a and b", "(!(a) & b)")]
    [InlineData("not not a", "!(!(a))")]
    [InlineData("not a..b", "!((a -> b))")]
    [InlineData("not(a)and(b)", "(!(a) & b)")]
    [InlineData("+a..b+", "(<all+a+0> -> <0+b+all>)")]
    [InlineData("a .. b", "(a -> b)")]
    [InlineData("(a..b)..c", "((a -> b) -> c)")]
    [InlineData("2+a+1", "<2+a+1>")]
    [InlineData("+a", "<all+a+0>")]
    [InlineData("a+", "<0+a+all>")]
    [InlineData("+(a,b)+3", "<all+(a | b)+3>")]
    [InlineData("(type:Training)+1", "<0+type:Training+1>")]
    [InlineData("state:failed+", "<0+state:failed+all>")]
    [InlineData("@a", "@a")]
    [InlineData("+(@a)", "<all+@a+0>")]
    [InlineData("@(+a)", "@<all+a+0>")]
    [InlineData("2-step", "2-step")]
    [InlineData("2", "2")]
    [InlineData("2+", "<0+2+all>")]
    [InlineData("+2", "<all+2+0>")]
    [InlineData("2+3", "<2+3+0>")]
    [InlineData("\"2\"+3", "<0+2+3>")]
    [InlineData("+2+3", "<all+2+3>")]
    [InlineData("1+2+3", "<1+2+3>")]
    [InlineData("2+..b", "(<0+2+all> -> b)")]
    [InlineData("0+a", "<0+a+0>")]
    [InlineData("99999999999999+a", "<all+a+0>")]
    [InlineData("android and notebook or order", "((android & notebook) | order)")]
    [InlineData("\"and\" and \"x y\"", "(and & x y)")]
    [InlineData("and* or not?", "(and* | not?)")]
    [InlineData("tag:team=ml-core and tag:owner", "(tag:team=ml-core & tag:owner)")]
    [InlineData("tag:sagemaker:user=a/b.c..d", "(tag:sagemaker:user=a/b.c -> d)")]
    [InlineData("tag:\"my key\"=\"\"", "tag:my key=")]
    [InlineData("state:modified.code.image", "state:modified.code.image")]
    [InlineData("state:modified..b", "(state:modified -> b)")]
    [InlineData(" \t\r\n ( a ) ", "a")]
    [InlineData("\"a\\\"b\\\\\"", "a\"b\\")]
    public void Graph_operators_bind_tightest_then_paths_not_and_or(string text, string shape)
    {
        var (selector, problem) = SelectorReader.Read(text);

        Assert.Null(problem);
        Assert.NotNull(selector);
        Assert.Equal(shape, Shape(selector));
    }

    [Theory]
    [InlineData("", 0, "The selector is empty.", Term)]
    [InlineData("  ", 0, "The selector is empty.", Term)]
    [InlineData("a b", 2, "'b' follows a term without an operator.", Operator)]
    [InlineData("a not b", 2, "'not' follows a term without an operator.", Operator)]
    [InlineData("a AND b", 2, "'AND' is no operator.", "'and' in lower case between two terms")]
    [InlineData("a & b", 2, "'&' follows a term without an operator.", Operator)]
    [InlineData("a(b)", 1, "'(' follows a term without an operator.", Operator)]
    [InlineData("a.b", 1, "'.' follows a term without an operator.", Operator)]
    [InlineData("a@", 1, "'@' follows a term without an operator.", Operator)]
    [InlineData("a+1b", 2, "'1b' follows a term without an operator.", Operator)]
    [InlineData("(a b)", 3, "'b' follows a term without an operator.", "'and', 'or', ',', '..' or ')'")]
    [InlineData("(a", 2, "The '(' at character 1 is not closed.", "')'")]
    [InlineData("a or ((b)", 9, "The '(' at character 6 is not closed.", "')'")]
    [InlineData("a)", 1, "This ')' closes nothing.", Operator)]
    [InlineData("()", 1, "')' is no name.", Term)]
    [InlineData("a..", 3, "The selector ends where a name was to come.", Term)]
    [InlineData("..a", 0, "'.' is no name.", Term)]
    [InlineData("a...b", 3, "'.' is no name.", Term)]
    [InlineData("a and", 5, "The selector ends where a name was to come.", Term)]
    [InlineData("a or ", 5, "The selector ends where a name was to come.", Term)]
    [InlineData("a,", 2, "The selector ends where a name was to come.", Term)]
    [InlineData("a,,b", 2, "',' is no name.", Term)]
    [InlineData("not", 3, "The selector ends where a name was to come.", Term)]
    [InlineData("+", 1, "The selector ends where a name was to come.", Term)]
    [InlineData("@", 1, "The selector ends where a name was to come.", Term)]
    [InlineData("+ a", 1, "A space is no name.", Term)]
    [InlineData("'a'", 0, "A single quote is no name.", Term)]
    [InlineData("a or \u0001", 5, "Character U+0001 is no name.", Term)]
    [InlineData("\"abc", 0, "This quote is not closed.", "a '\"' behind the text")]
    [InlineData("\"abc\\", 0, "This quote is not closed.", "a '\"' behind the text")]
    [InlineData("a or b[12", 6, "This '[' opens no set of characters.", "characters and a ']', as in [abc]")]
    [InlineData("b[]", 1, "This '[' opens no set of characters.", "characters and a ']', as in [abc]")]
    [InlineData("name:a", 0, "There is no method 'name:'.", "tag:, type: or state:")]
    [InlineData("a or Type:Training", 5, "There is no method 'Type:'.", "tag:, type: or state:")]
    [InlineData("state:broken", 6, "There is no state 'broken'.", "one of failed, stopped, succeeded, not-run, modified")]
    [InlineData("state:", 6, "There is no state ''.", "one of failed, stopped, succeeded, not-run, modified")]
    [InlineData("state:modified.size", 15, "A step has no part 'size'.", "one of arguments, code, image, parameters, inputs")]
    [InlineData("state:failed.code", 12, "'.' follows a term without an operator.", Operator)]
    [InlineData("tag:", 4, "The selector ends where a name was to come.", "the key of a tag; odd characters in double quotes")]
    [InlineData("tag:a= b", 6, "A space is no name.", "the value of a tag, \"\" for an empty one; odd characters in double quotes")]
    public void A_text_that_is_no_selector_is_refused_at_the_character(string text, int position, string message, string expected)
    {
        var (selector, problem) = SelectorReader.Read(text);

        Assert.Null(selector);
        Assert.Equal(new SelectorProblem(position, message, expected), problem);
    }

    [Theory]
    [InlineData("a +", 2, "This '+' belongs to no term.", "as in +train or train+2")]
    [InlineData("a++", 2, "This '+' belongs to no term.", "as in +train or train+2")]
    [InlineData("@a+", 2, "This '+' belongs to no term.", "as in +train or train+2")]
    [InlineData("++a", 1, "The graph operator '+' stands where a term was to come.", "by parentheses, as in +(@a)")]
    [InlineData("+@a", 1, "The graph operator '@' stands where a term was to come.", "by parentheses, as in +(@a)")]
    [InlineData("a..b..c", 4, "A path has two ends, and this would be a third.", "(a..b)..c")]
    [InlineData("a and or", 6, "'or' is a word of the grammar and stands where a term was to come.", "a step of that name is written \"or\"")]
    [InlineData("+not", 1, "'not' is a word of the grammar and stands where a term was to come.", "a step of that name is written \"not\"")]
    [InlineData("type:training", 5, "There is no step type 'training'.", "one of Processing, Training, Transform, Model, RegisterModel, Condition, Fail, ")]
    public void A_problem_tells_the_remedy(string text, int position, string message, string remedy)
    {
        var problem = SelectorReader.Read(text).Problem;

        Assert.Equal((position, message), (problem?.Position, problem?.Message));
        Assert.Contains(remedy, problem?.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a or b", "0 0 5")]
    [InlineData(" not (x and +y)", "1 6 6 12 13")]
    [InlineData("x..@y", "0 0 3 4")]
    [InlineData("2+tag:k=v,\"q\"+", "0 0 2 10 10")]
    public void Every_part_knows_where_it_begins(string text, string positions) =>
        Assert.Equal(positions, string.Join(' ', Parts(SelectorReader.Read(text).Selector).Select(part => part.Position)));

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("+(", ")")]
    public void Nesting_has_a_limit(string open, string close)
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels)) + "a" + string.Concat(Enumerable.Repeat(close, levels));

        Assert.NotNull(SelectorReader.Read(Nested(SelectorReader.MaxDepth)).Selector);
        var problem = SelectorReader.Read(Nested(SelectorReader.MaxDepth + 1)).Problem;
        Assert.Equal("The selector is nested too deeply.", problem?.Message);
        Assert.Equal((SelectorReader.MaxDepth * open.Length) + open.IndexOfAny(['(', 'n']), problem?.Position);
    }

    [Fact]
    public void What_stands_side_by_side_is_not_nested() =>
        Assert.NotNull(SelectorReader.Read(string.Join(" and ", Enumerable.Repeat("not (a)", SelectorReader.MaxDepth + 1))).Selector);

    [Fact]
    public void Length_has_a_limit()
    {
        var longest = string.Join(',', Enumerable.Repeat("a", SelectorReader.MaxCharacters / 2)) + "b";

        Assert.Equal(SelectorReader.MaxCharacters, longest.Length);
        Assert.Equal(SelectorReader.MaxCharacters / 2, Assert.IsType<Selector.Or>(SelectorReader.Read(longest).Selector).Terms.Count);
        Assert.Equal(
            new SelectorProblem(SelectorReader.MaxCharacters, "The selector has 16385 characters.", "at most 16384"),
            SelectorReader.Read(longest + "c").Problem);
    }

    [Fact]
    public void Any_text_at_all_is_read_or_refused_within_itself() =>
        Gen.OneOf(Gen.String[0, 40], Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(pieces => string.Concat(pieces.Select(piece => Pieces[piece])))).Sample(
            text =>
            {
                var (selector, problem) = SelectorReader.Read(text);

                Assert.True((selector is null) != (problem is null), text);
                if (problem is not null)
                {
                    Assert.InRange(problem.Position, 0, text.Length);
                    Assert.NotEqual("", problem.Expected);
                    Assert.Contains("^", problem.Render(text), StringComparison.Ordinal);
                }
                else
                {
                    Assert.Equal(selector, SelectorReader.Read($"{selector}").Selector);
                }
            },
            iter: 20_000);

    private static string Shape(Selector selector) => selector switch
    {
        Selector.Or or => $"({string.Join(" | ", or.Terms.Select(Shape))})",
        Selector.And and => $"({string.Join(" & ", and.Terms.Select(Shape))})",
        Selector.Not not => $"!({Shape(not.Of)})",
        Selector.Between between => $"({Shape(between.From)} -> {Shape(between.To)})",
        Selector.Around around => $"<{Edges(around.Ancestors)}+{Shape(around.Of)}+{Edges(around.Descendants)}>",
        Selector.Supplied supplied => $"@{Shape(supplied.Of)}",
        Selector.Named named => named.Name.Text,
        Selector.Tagged tagged => $"tag:{tagged.Key.Text}{(tagged.Value is { } value ? $"={value.Text}" : "")}",
        _ => selector.ToString(),
    };

    private static string Edges(int number) => number == Selector.AnyNumber ? "all" : $"{number}";

    // The selector itself, then what it is made of, in the order of the text.
    private static IEnumerable<Selector> Parts(Selector? selector) => selector switch
    {
        null => [],
        Selector.Or or => [or, .. or.Terms.SelectMany(Parts)],
        Selector.And and => [and, .. and.Terms.SelectMany(Parts)],
        Selector.Not not => [not, .. Parts(not.Of)],
        Selector.Between between => [between, .. Parts(between.From), .. Parts(between.To)],
        Selector.Around around => [around, .. Parts(around.Of)],
        Selector.Supplied supplied => [supplied, .. Parts(supplied.Of)],
        _ => [selector],
    };
}
