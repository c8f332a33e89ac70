using System.Text.RegularExpressions;

namespace Refrain.Cli.Planning;

/// <summary>Writes command lines that can be pasted into a shell.</summary>
internal static partial class ShellWords
{
    /// <summary>A whole command line.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>A word as a shell takes it: in single quotes where it holds what a shell would read.</summary>
    public static string Quote(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_@%+=:,./-]+$")]
    private static partial Regex Plain();
}
