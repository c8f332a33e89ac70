using System.Buffers;
using System.Globalization;

namespace Refrain.Storage.Objects;

/// <summary>
/// A set of blobs' names, and how they are found: wherever a text holds 64 hex digits in a row, they count as a name. Whoever adds a member that names a
/// blob to a stored document is thereby understood; a digest that is no blob's name harms nobody.
/// </summary>
internal sealed class BlobNames
{
    private const int NameCharacters = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // Half of a SHA-256 tells blobs apart; a million of these fit where the texts would not. Two names taken for one keep a blob too many, never one too few.
    private readonly HashSet<UInt128> names = [];

    /// <summary>How many there are.</summary>
    public int Count => names.Count;

    /// <summary>What stands for a name.</summary>
    public static UInt128 KeyOf(ReadOnlySpan<char> name) => UInt128.Parse(name[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Whether a blob is named.</summary>
    public bool Contains(string blob) => names.Contains(KeyOf(blob));

    /// <summary>Takes every name in a text.</summary>
    public void AddFrom(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(HexDigits) is >= 0 and var start)
        {
            text = text[start..];
            var end = text.IndexOfAnyExcept(HexDigits);
            var run = end < 0 ? text : text[..end];
            if (run.Length == NameCharacters)
            {
                names.Add(KeyOf(run));
            }

            text = text[run.Length..];
        }
    }
}
