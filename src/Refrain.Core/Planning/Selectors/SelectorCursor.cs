using System.Text;

namespace Refrain.Core.Planning.Selectors;

/// <summary>Walks through the text of a selector and keeps the first problem that is met. A reading that fails is null, and so is everything made of it.</summary>
internal sealed class SelectorCursor(string text)
{
    public int At { get; set; }

    public SelectorProblem? Problem { get; private set; }

    /// <summary>How many parentheses and <c>not</c> the cursor is in.</summary>
    public int Depth { get; set; }

    public bool AtEnd => At >= text.Length;

    /// <summary>The character at the cursor; <c>\0</c> at the end, which no rule takes.</summary>
    public char Next => Peek(0);

    public static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';

    public static bool IsWord(string word) => word.Length > 0 && word.All(IsWordCharacter);

    public char Peek(int ahead) => At + ahead < text.Length ? text[At + ahead] : '\0';

    public string Text(int from, int to) => text[from..to];

    /// <summary>Notes the problem, unless there is an earlier one.</summary>
    public Selector? Fail(int position, string message, string expected)
    {
        Problem ??= new SelectorProblem(position, message, expected);
        return null;
    }

    public void SkipSpaces()
    {
        while (char.IsWhiteSpace(Next))
        {
            At++;
        }
    }

    /// <summary>Moves behind the text if it stands here.</summary>
    public bool Take(string expected)
    {
        var found = string.CompareOrdinal(text, At, expected, 0, expected.Length) == 0;
        At += found ? expected.Length : 0;
        return found;
    }

    /// <summary>Moves behind the word if it stands here alone and not as the beginning of a longer one, of a glob or of a method.</summary>
    public bool TakeKeyword(string keyword)
    {
        var found = string.CompareOrdinal(text, At, keyword, 0, keyword.Length) == 0
            && !IsWordCharacter(Peek(keyword.Length)) && Peek(keyword.Length) is not ('*' or '?' or '[' or ':');
        At += found ? keyword.Length : 0;
        return found;
    }

    /// <summary>Length of the run of word characters that begins at the cursor.</summary>
    public int WordLength()
    {
        var length = 0;
        while (IsWordCharacter(Peek(length)))
        {
            length++;
        }

        return length;
    }

    /// <summary>Length of the run of digits that begins at the cursor.</summary>
    public int DigitsLength()
    {
        var length = 0;
        while (char.IsAsciiDigit(Peek(length)))
        {
            length++;
        }

        return length;
    }

    /// <summary>A number of edges that is so many digits long; one that is too large for a number is as many as there are.</summary>
    public int TakeNumber(int length)
    {
        var number = int.TryParse(text.AsSpan(At, length), out var value) ? value : Selector.AnyNumber;
        At += length;
        return number;
    }

    /// <summary>A quoted text, or a run of characters in which globs count; <paramref name="inTag"/> adds those that tags often hold.</summary>
    public TextPattern? TakePattern(bool inTag, string expected)
    {
        if (Next == '"')
        {
            return TakeQuoted();
        }

        var start = At;
        while (IsWordCharacter(Next) || Next is '*' or '?' or '[' || (inTag && (Next is ':' or '/' || (Next == '.' && Peek(1) != '.'))))
        {
            var close = Next == '[' ? text.IndexOf(']', At) : At;
            if (close < 0)
            {
                break;
            }

            At = close + 1;
        }

        if (At == start && Next != '[')
        {
            Fail(start, AtEnd ? "The selector ends where a name was to come." : $"{Shown()} is no name.", expected);
            return null;
        }

        return Pattern(start, Next == '[' ? At + 1 : At);
    }

    /// <summary>The word, or the character, at the cursor, to be shown in a message.</summary>
    public string Shown()
    {
        var word = WordLength();
        return word > 0 ? SelectorProblem.Show(text.Substring(At, word))
            : char.IsWhiteSpace(Next) ? "A space"
            : char.IsControl(Next) || char.IsSurrogate(Next) ? $"Character U+{(int)Next:X4}"
            : Next == '\'' ? "A single quote"
            : $"'{Next}'";
    }

    private TextPattern? Pattern(int start, int end)
    {
        if (TextPattern.TryRead(text[start..end], out var pattern, out var errorAt))
        {
            return pattern;
        }

        Fail(start + errorAt, "This '[' opens no set of characters.", "characters and a ']', as in [abc]");
        return null;
    }

    private TextPattern? TakeQuoted()
    {
        var (start, quoted) = (At++, new StringBuilder());
        for (; !AtEnd; At++)
        {
            if (Take("\""))
            {
                return TextPattern.Exactly(quoted.ToString());
            }

            At += Next == '\\' && At + 1 < text.Length ? 1 : 0;
            quoted.Append(Next);
        }

        Fail(start, "This quote is not closed.", "a '\"' behind the text");
        return null;
    }
}
