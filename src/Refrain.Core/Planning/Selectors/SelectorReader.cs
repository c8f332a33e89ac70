namespace Refrain.Core.Planning.Selectors;

/// <summary>
/// Reads selectors (docs/selectors.md). Spaces may stand between all signs but around <c>+</c>, behind <c>@</c> and within methods.
/// <code>
/// selector = every, { ( "or" | "," ), every } ;
/// every    = other, { "and", other } ;
/// other    = "not", other | path ;
/// path     = graph, [ "..", graph ] ;
/// graph    = "@", term | [ [ number ], "+" ], term, [ "+", [ number ] ] ;
/// term     = "(", selector, ")" | pattern | "tag:", pattern, [ "=", pattern ] | "type:", word | "state:", word, { ".", word } ;
/// pattern  = '"', text, '"' | glob ;
/// </code>
/// </summary>
public static class SelectorReader
{
    /// <summary>How many characters a selector may have.</summary>
    public const int MaxCharacters = 16_384;

    /// <summary>How many parentheses and <c>not</c> may stand in one another.</summary>
    public const int MaxDepth = 200;

    private const string ATerm = "a step name, a glob, tag:, type:, state: or '('";
    private static readonly string[] Keywords = ["and", "or", "not"];

    /// <summary>The selector that the text says, or the first problem in it; never an exception.</summary>
    public static SelectorReading Read(string text)
    {
        var cursor = new SelectorCursor(text);
        if (text.Length > MaxCharacters)
        {
            cursor.Fail(MaxCharacters, $"The selector has {text.Length} characters.", $"at most {MaxCharacters}");
            return new SelectorReading(null, cursor.Problem);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            cursor.Fail(0, "The selector is empty.", ATerm);
            return new SelectorReading(null, cursor.Problem);
        }

        var selector = ReadOr(cursor);
        if (selector is not null && !cursor.AtEnd)
        {
            selector = Refuse(cursor);
        }

        return new SelectorReading(selector, cursor.Problem);
    }

    internal static bool IsKeyword(string word) => Keywords.Contains(word);

    // Every method below leaves the cursor behind the spaces that follow what it read, but for the graph operators and their terms.
    private static Selector? ReadOr(SelectorCursor cursor)
    {
        var terms = new List<Selector>();
        do
        {
            if (ReadAnd(cursor) is not { } term)
            {
                return null;
            }

            terms.Add(term);
        }
        while (cursor.Take(",") || cursor.TakeKeyword("or"));

        return terms is [var only] ? only : new Selector.Or(terms.ToValueList()) { Position = terms[0].Position };
    }

    private static Selector? ReadAnd(SelectorCursor cursor)
    {
        var terms = new List<Selector>();
        do
        {
            if (ReadNot(cursor) is not { } term)
            {
                return null;
            }

            terms.Add(term);
        }
        while (cursor.TakeKeyword("and"));

        return terms is [var only] ? only : new Selector.And(terms.ToValueList()) { Position = terms[0].Position };
    }

    private static Selector? ReadNot(SelectorCursor cursor)
    {
        cursor.SkipSpaces();
        var start = cursor.At;
        if (!cursor.TakeKeyword("not"))
        {
            return ReadBetween(cursor);
        }

        return Deeper(cursor, start, ReadNot) is { } of ? new Selector.Not(of) { Position = start } : null;
    }

    private static Selector? ReadBetween(SelectorCursor cursor)
    {
        var from = ReadGraph(cursor);
        cursor.SkipSpaces();
        if (from is null || !cursor.Take(".."))
        {
            return from;
        }

        cursor.SkipSpaces();
        if (ReadGraph(cursor) is not { } to)
        {
            return null;
        }

        cursor.SkipSpaces();
        return cursor is { Next: '.' } && cursor.Peek(1) == '.'
            ? cursor.Fail(cursor.At, "A path has two ends, and this would be a third.", "parentheses, as in (a..b)..c, or an operator, as in a..b or b..c")
            : new Selector.Between(from, to) { Position = from.Position };
    }

    private static Selector? ReadGraph(SelectorCursor cursor)
    {
        var start = cursor.At;
        if (cursor.Take("@"))
        {
            return ReadTerm(cursor) is { } supplied ? new Selector.Supplied(supplied) { Position = start } : null;
        }

        var ancestors = TakeAncestors(cursor);
        if (ReadTerm(cursor) is not { } term)
        {
            return null;
        }

        var descendants = TakeDescendants(cursor);
        return ancestors is null && descendants is null ? term : new Selector.Around(term, ancestors ?? 0, descendants ?? 0) { Position = start };
    }

    // Digits are a number where a plus and a term follow them; elsewhere they are a name: "2+" is the step 2 and its descendants.
    private static int? TakeAncestors(SelectorCursor cursor)
    {
        if (cursor.Take("+"))
        {
            return Selector.AnyNumber;
        }

        var digits = cursor.DigitsLength();
        var behind = cursor.Peek(digits + 1);
        if (digits == 0 || cursor.Peek(digits) != '+' || !(SelectorCursor.IsWordCharacter(behind) || behind is '*' or '?' or '[' or '"' or '('))
        {
            return null;
        }

        var number = cursor.TakeNumber(digits);
        cursor.At++;
        return number;
    }

    private static int? TakeDescendants(SelectorCursor cursor)
    {
        if (!cursor.Take("+"))
        {
            return null;
        }

        var digits = cursor.DigitsLength();
        var isNumber = digits > 0 && digits == cursor.WordLength() && cursor.Peek(digits) is not ('*' or '?' or '[' or ':');
        return isNumber ? cursor.TakeNumber(digits) : Selector.AnyNumber;
    }

    private static Selector? ReadTerm(SelectorCursor cursor)
    {
        var start = cursor.At;
        if (cursor.Take("("))
        {
            var inner = Deeper(cursor, start, ReadOr);
            return inner is null || cursor.Take(")") ? inner
                : cursor.AtEnd ? cursor.Fail(cursor.At, $"The '(' at character {start + 1} is not closed.", "')'") : Refuse(cursor, open: true);
        }

        if (MethodReader.IsNext(cursor))
        {
            return MethodReader.Read(cursor);
        }

        if (Keywords.FirstOrDefault(cursor.TakeKeyword) is { } keyword)
        {
            return cursor.Fail(start, $"'{keyword}' is a word of the grammar and stands where a term was to come.", $"{ATerm}; a step of that name is written \"{keyword}\"");
        }

        return start > 0 && cursor.Next is '+' or '@'
            ? cursor.Fail(start, $"The graph operator '{cursor.Next}' stands where a term was to come.", $"{ATerm}; operators of the graph apply to one another by parentheses, as in +(@a)")
            : cursor.TakePattern(inTag: false, ATerm) is { } name ? new Selector.Named(name) { Position = start } : null;
    }

    private static Selector? Deeper(SelectorCursor cursor, int start, Func<SelectorCursor, Selector?> read)
    {
        if (cursor.Depth == MaxDepth)
        {
            return cursor.Fail(start, "The selector is nested too deeply.", $"at most {MaxDepth} parentheses and 'not' in one another");
        }

        cursor.Depth++;
        var inner = read(cursor);
        cursor.Depth--;
        return inner;
    }

    // What stands behind a whole selector, or behind a term within parentheses.
    private static Selector? Refuse(SelectorCursor cursor, bool open = false)
    {
        var shown = cursor.Shown();
        var word = shown.Trim('\'');
        var expected = $"'and', 'or', ',', '..' or {(open ? "')'" : "the end of the text")}";
        return cursor.Next switch
        {
            ')' => cursor.Fail(cursor.At, "This ')' closes nothing.", expected),
            '+' => cursor.Fail(cursor.At, "This '+' belongs to no term.", $"{expected}; a '+' stands once on each side of a term, without a space, as in +train or train+2"),
            _ when IsKeyword(word.ToLowerInvariant()) && !IsKeyword(word) => cursor.Fail(cursor.At, $"{shown} is no operator.", $"'{word.ToLowerInvariant()}' in lower case between two terms"),
            _ => cursor.Fail(cursor.At, $"{shown} follows a term without an operator.", expected),
        };
    }
}
