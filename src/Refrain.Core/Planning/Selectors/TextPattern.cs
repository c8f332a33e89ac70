using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Refrain.Core.Planning.Selectors;

/// <summary>
/// A text to be found exactly, or a glob: <c>*</c> stands for any characters, <c>?</c> for one, <c>[abc]</c>, <c>[a-z]</c> for one of these, <c>[!abc]</c> for
/// one that is none of these. Upper and lower case differ.
/// </summary>
public sealed record TextPattern
{
    private TextPattern(string text, bool isGlob) => (Text, IsGlob) = (text, isGlob);

    /// <summary>The exact text, or the glob.</summary>
    public string Text { get; }

    /// <summary>True when <see cref="Text"/> is a glob.</summary>
    public bool IsGlob { get; }

    /// <summary>The pattern that only this text matches.</summary>
    public static TextPattern Exactly(string text) => new(text, isGlob: false);

    /// <summary>Reads a text in which the characters of globs count; false, with the bracket that is wrong, for one whose brackets are not in order.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out TextPattern? pattern, out int errorAt)
    {
        var glob = new StringBuilder();
        (pattern, errorAt) = (null, 0);
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '[' when text.IndexOf(']', at + 1) is var close && close > at + 1:
                    glob.Append(text, at, close - at + 1);
                    at = close;
                    break;
                case '[' or ']':
                    errorAt = at;
                    return false;
                case '*' when glob is [.., '*']:
                    break; // as many as one: they would only cost time
                case var character when character is '*' or '?' || SelectorCursor.IsWordCharacter(character):
                    glob.Append(character);
                    break;
                case var odd:
                    glob.Append('[').Append(odd).Append(']'); // so that every glob may stand where a name may
                    break;
            }
        }

        pattern = text.AsSpan().IndexOfAny('*', '?', '[') < 0 ? Exactly(text) : new TextPattern(glob.ToString(), isGlob: true);
        return true;
    }

    /// <summary>What tells whether a text matches; made once for many texts.</summary>
    public Func<string, bool> Matcher() => IsGlob ? new Glob(Text).Matches : text => text == Text;

    /// <inheritdoc />
    public override string ToString() => Text;

    private sealed class Glob
    {
        private const string AnyCharacters = "*";
        private const string AnyCharacter = "?";
        private readonly List<string> parts = []; // "*", "?", "[...", or one character behind a quote

        public Glob(string text)
        {
            for (var at = 0; at < text.Length; at++)
            {
                var close = text[at] == '[' ? text.IndexOf(']', at) : at;
                parts.Add(close > at ? text[at..close] : text[at] is '*' or '?' ? text[at].ToString() : $"'{text[at]}");
                at = close;
            }
        }

        // On a mismatch only the last * needs to take one character more: what an earlier one took was as little as possible.
        public bool Matches(string text)
        {
            var (part, at, star, starAt) = (0, 0, -1, 0);
            while (at < text.Length)
            {
                if (part < parts.Count && parts[part] == AnyCharacters)
                {
                    (star, starAt) = (part++, at);
                }
                else if (part < parts.Count && Fits(parts[part], text[at]))
                {
                    (part, at) = (part + 1, at + 1);
                }
                else if (star >= 0)
                {
                    (part, at) = (star + 1, ++starAt);
                }
                else
                {
                    return false;
                }
            }

            return part == parts.Count || (part == parts.Count - 1 && parts[part] == AnyCharacters);
        }

        private static bool Fits(string part, char character) => part switch
        {
            AnyCharacter => true,
            ['\'', var only] => only == character,
            ['[', '!', _, ..] => !Holds(part.AsSpan(2), character),
            _ => Holds(part.AsSpan(1), character),
        };

        private static bool Holds(ReadOnlySpan<char> set, char character)
        {
            for (var at = 0; at < set.Length; at++)
            {
                var isRange = at + 2 < set.Length && set[at + 1] == '-';
                if (isRange ? set[at] <= character && character <= set[at + 2] : set[at] == character)
                {
                    return true;
                }

                at += isRange ? 2 : 0;
            }

            return false;
        }
    }
}
