using System.Diagnostics.CodeAnalysis;

namespace Refrain.Core.Jobs.Images;

/// <summary>A container image as arguments name it: <c>[registry/]repository[:tag][@digest]</c>. The digest plays no part here.</summary>
/// <param name="Registry">The host that serves it, or null: which account and region it comes from does not matter to us.</param>
/// <param name="Repository">Its name there, <c>sagemaker-scikit-learn</c> or <c>dotnet/runtime</c>.</param>
/// <param name="Tag">Its version; empty when the image is named without one.</param>
public sealed record ImageReference(string? Registry, string Repository, string Tag)
{
    /// <summary>Takes an image's name apart. Every text has such parts; whether they name an image, only a catalogue can say.</summary>
    public static ImageReference Parse(string image)
    {
        var at = image.IndexOf('@');
        var name = at < 0 ? image : image[..at];
        var slash = name.IndexOf('/');
        var registry = slash > 0 && IsRegistry(name[..slash]) ? name[..slash] : null;
        var path = registry is null ? name : name[(slash + 1)..];
        var colon = path.LastIndexOf(':');
        return colon > path.LastIndexOf('/') ? new(registry, path[..colon], path[(colon + 1)..]) : new(registry, path, "");
    }

    private static bool IsRegistry(string part) => part.Contains('.') || part.Contains(':') || part == "localhost";
}

/// <summary>
/// Which images an entry stands for: an image's name in which <c>*</c> stands for any text. Without a registry it means every registry, without a tag every tag;
/// <c>*/team/tool</c> means a repository of that name or one that ends so.
/// </summary>
public sealed record ImagePattern
{
    private readonly ImageReference parts;

    private ImagePattern(string text, ImageReference parts) => (Text, this.parts) = (text, parts);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern; it needs a repository, and no blanks.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImagePattern? pattern)
    {
        var parts = ImageReference.Parse(text);
        pattern = parts.Repository.Length > 0 && !text.Any(char.IsWhiteSpace) && !text.Contains('@') ? new ImagePattern(text, parts) : null;
        return pattern is not null;
    }

    /// <summary>The same for patterns that are part of the program.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ImagePattern Parse(string text) => TryParse(text, out var pattern) ? pattern : throw new FormatException($"'{text}' is not an image pattern.");

    /// <summary>Whether it means this image.</summary>
    public bool Matches(ImageReference image) =>
        (parts.Registry is null || Matches(parts.Registry, image.Registry ?? ""))
        && (Matches(parts.Repository, image.Repository) || (parts.Registry is null && Matches(parts.Repository, $"{image.Registry}/{image.Repository}")))
        && (parts.Tag.Length == 0 || Matches(parts.Tag, image.Tag));

    // Each piece between two asterisks is found as early as it can be, which leaves most room for the next.
    private static bool Matches(string pattern, string text)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1)
        {
            return pattern == text;
        }

        if (!text.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return text.Length - at >= pieces[^1].Length && text.EndsWith(pieces[^1], StringComparison.Ordinal);
    }
}
