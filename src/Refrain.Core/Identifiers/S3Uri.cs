using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Refrain.Core.Identifiers;

/// <summary>A place in the object store: <c>s3://BUCKET/KEY</c>; the key may be empty or a prefix.</summary>
[JsonConverter(typeof(S3UriJson))]
public readonly record struct S3Uri(string Bucket, string Key)
{
    /// <summary>Reads <c>s3://bucket/key</c>; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out S3Uri? uri)
    {
        uri = null;
        if (!text.StartsWith("s3://", StringComparison.Ordinal))
        {
            return false;
        }

        var slash = text.IndexOf('/', 5);
        var (bucket, key) = slash < 0 ? (text[5..], "") : (text[5..slash], text[(slash + 1)..]);
        uri = bucket.Length > 0 ? new S3Uri(bucket, key) : null;
        return uri is not null;
    }

    /// <summary>Reads a URI that we wrote ourselves.</summary>
    /// <exception cref="FormatException">A damaged record.</exception>
    public static S3Uri Parse(string text) => TryParse(text, out var uri) ? uri.Value : throw new FormatException($"'{text}' is not an S3 URI.");

    /// <summary>The place below this one, joined by exactly one slash.</summary>
    public S3Uri Below(string relative) => this with { Key = Key.Length == 0 ? relative.TrimStart('/') : $"{Key.TrimEnd('/')}/{relative.TrimStart('/')}" };

    /// <inheritdoc />
    public override string ToString() => $"s3://{Bucket}/{Key}";
}

internal sealed class S3UriJson() : TextJson<S3Uri>(S3Uri.Parse, uri => uri.ToString());
