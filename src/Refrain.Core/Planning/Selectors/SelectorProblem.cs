using System.Text;

namespace Refrain.Core.Planning.Selectors;

/// <summary>What is wrong with a selector, and at which of its characters.</summary>
/// <param name="Position">The character, counted from 0; the length of the text when something is missing at its end.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">What would have been right there: the remedy, in one phrase.</param>
public sealed record SelectorProblem(int Position, string Message, string Expected)
{
    /// <summary>Message and remedy, the line of the text that they are about, and a caret under the character.</summary>
    public string Render(string text)
    {
        var at = Math.Clamp(Position, 0, text.Length);
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at);
        var line = text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
        var rendered = new StringBuilder($"{Message} (expected: {Expected})\n{string.Concat(line.Select(Visible))}\n");
        foreach (var before in text.AsSpan(start, at - start))
        {
            // A tab stays a tab, wherever its column is; the second half of a pair takes no column of its own.
            rendered.Append(before == '\t' ? "\t" : char.IsLowSurrogate(before) ? "" : " ");
        }

        return rendered.Append('^').ToString();
    }

    /// <summary>A text within single quotes, to stand in a message: cut when it is longer than any name, and without control characters.</summary>
    internal static string Show(string text)
    {
        const int Most = 64;
        var shown = text.Length <= Most ? text : $"{text.AsSpan(0, Most)}...";
        return $"'{string.Concat(shown.Select(Visible))}'";
    }

    // An escape sequence that came in with the text must not reach a terminal.
    private static char Visible(char character) => char.IsControl(character) && character != '\t' ? '\ufffd' : character;
}

/// <summary>A selector, or the problem that kept the text from being one.</summary>
public sealed record SelectorReading(Selector? Selector, SelectorProblem? Problem);
