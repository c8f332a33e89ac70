using Refrain.Aws.SigV4;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>The rules for an object's tags (S3 user guide, "Object tagging").</summary>
internal static class ObjectTags
{
    private const int MaxTags = 10, MaxKey = 128, MaxValue = 256;

    /// <summary>The tags of <c>x-amz-tagging</c>: <c>key=value&amp;key=value</c>, percent-encoded.</summary>
    public static ValueList<Tag> OfHeader(string? header) => header is null ? [] : Check(header.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? KeyValuePair.Create(Plain(pair), "") : KeyValuePair.Create(Plain(pair[..equals]), Plain(pair[(equals + 1)..]));
    }));

    /// <summary>Tags that keep the rules.</summary>
    public static ValueList<Tag> Check(IEnumerable<KeyValuePair<string, string>> given)
    {
        var tags = given.Select(tag => new Tag(tag.Key, tag.Value)).ToValueList();
        if (tags.Count > MaxTags)
        {
            throw new Http.WireErrorException("BadRequest", 400, $"Object tags cannot be greater than {MaxTags}, and {tags.Count} were given.");
        }

        if (tags.FirstOrDefault(tag => tag.Key.Length is 0 or > MaxKey || tag.Value.Length > MaxValue) is { } bad)
        {
            throw Invalid($"'{bad.Key}' with '{bad.Value}': a key has 1 to {MaxKey} characters, a value at most {MaxValue}.");
        }

        return tags.GroupBy(tag => tag.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Invalid($"Cannot provide multiple Tags with the same key: '{twice.Key}'.")
            : tags;
    }

    private static string Plain(string text) => AwsUriEncoding.Decode(text.Replace('+', ' '));

    private static Http.WireErrorException Invalid(string problem) => new("InvalidTag", 400, $"The tag is not valid. {problem}");
}
