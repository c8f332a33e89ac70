using System.Text.RegularExpressions;

namespace Refrain.Core.Steps.Shapes;

/// <summary>The pattern of a text shape: it holds for the whole text.</summary>
public sealed class ShapePattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Regex regex;

    private ShapePattern(string text, Regex regex) => (Text, this.regex) = (text, regex);

    /// <summary>The pattern as the API model has it.</summary>
    public string Text { get; }

    /// <summary>The pattern, or null when it is written in a dialect that .NET does not read (<c>\p{Alnum}</c>).</summary>
    public static ShapePattern? TryCreate(string text)
    {
        try
        {
            // A dot takes line breaks, too: shell scripts of several lines are common arguments, and AWS means any text by ".*".
            return new ShapePattern(text, new Regex($@"\A(?:{text})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, Patience));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>True when the text matches, and when that cannot be told in a second: a pattern must not be a way to stop the server.</summary>
    public bool Matches(string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }
}
