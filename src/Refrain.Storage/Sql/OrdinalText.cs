using System.Text;

namespace Refrain.Storage.Sql;

/// <summary>Text ordered by its UTF-8 bytes, as the databases order it; UTF-16 code units, which C# compares, differ beyond U+FFFF.</summary>
internal static class OrdinalText
{
    /// <summary>The first text behind every text that begins with the prefix; null when there is none.</summary>
    public static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == 0x10FFFF)
        {
            runes.RemoveAt(runes.Count - 1);
        }

        if (runes.Count == 0)
        {
            return null;
        }

        // The code points D800 to DFFF are not characters: behind D7FF comes E000.
        runes[^1] = new Rune(runes[^1].Value == 0xD7FF ? 0xE000 : runes[^1].Value + 1);
        return string.Concat(runes);
    }

    /// <summary>The later of two texts.</summary>
    public static string Max(string one, string other) =>
        Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)) >= 0 ? one : other;
}
