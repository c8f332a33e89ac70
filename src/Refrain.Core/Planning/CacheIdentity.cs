using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Planning;

/// <summary>What makes two runs of a step the same to its cache. Frozen when an execution starts.</summary>
[JsonConverter(typeof(CacheIdentityJson))]
public enum CacheIdentity
{
    /// <summary>As AWS has it: inputs and code count by their URIs.</summary>
    Aws,

    /// <summary>Inputs and code count by their bytes, wherever they lie.</summary>
    Content,
}

/// <summary>The words for <see cref="CacheIdentity"/> in options, tags and records: <c>aws</c> and <c>content</c>.</summary>
public static class CacheIdentities
{
    /// <summary>The pipeline tag that names the identity; it wins over the server's option.</summary>
    public const string Tag = "refrain:cache-identity";

    /// <summary>All words, for messages.</summary>
    public const string Words = "aws or content";

    /// <summary>The word.</summary>
    public static string Word(this CacheIdentity identity) => identity == CacheIdentity.Content ? "content" : "aws";

    /// <summary>Reads a word; false for any other.</summary>
    public static bool TryParse(string word, [NotNullWhen(true)] out CacheIdentity? identity)
    {
        identity = word switch { "aws" => CacheIdentity.Aws, "content" => CacheIdentity.Content, _ => null };
        return identity is not null;
    }

    /// <summary>Reads a word that we wrote ourselves.</summary>
    /// <exception cref="FormatException">A damaged record.</exception>
    public static CacheIdentity Parse(string word) => TryParse(word, out var identity) ? identity.Value : throw new FormatException($"'{word}' is not {Words}.");
}

internal sealed class CacheIdentityJson() : TextJson<CacheIdentity>(CacheIdentities.Parse, CacheIdentities.Word);
