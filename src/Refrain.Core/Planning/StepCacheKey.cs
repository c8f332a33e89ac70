using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Refrain.Core.Steps;

namespace Refrain.Core.Planning;

/// <summary>
/// What a step's cache compares: a digest over the attributes of its resolved arguments that count for its type (spec 03, 3). The attributes are kept with their
/// own digests, so that a miss can be explained.
/// </summary>
/// <param name="Identity">How inputs and code count. Keys of different identities are never compared.</param>
/// <param name="Digest">SHA-256 (hex) over type and attributes: equal keys mean that one result may stand for the other.</param>
/// <param name="Components">The attributes, in the order of the type's list; those the arguments lack are left out.</param>
public sealed record StepCacheKey(CacheIdentity Identity, string Digest, ValueList<CacheKeyComponent> Components)
{
    /// <summary>The key by URIs, as AWS has it. Null for a type that is never cached.</summary>
    /// <param name="type">The <c>Type</c> of the step.</param>
    /// <param name="step">The step object; some types have attributes beside their arguments, and those must be resolved.</param>
    /// <param name="arguments">The resolved arguments.</param>
    /// <param name="runtime">What stands for the image (an entry of the image catalogue): another one may give another result. Null for an image that stands for itself.</param>
    public static StepCacheKey? Of(string type, JsonElement step, JsonElement arguments, string? runtime = null) => Of(CacheIdentity.Aws, type, step, arguments, runtime);

    /// <summary>The key by bytes: it does not tell where an input or the code lies, nor how the job is named. Null for a type that is never cached.</summary>
    /// <param name="type">The <c>Type</c> of the step.</param>
    /// <param name="step">The step object, with resolved attributes.</param>
    /// <param name="arguments">The resolved arguments.</param>
    /// <param name="jobName">The job's name, which arguments may hold.</param>
    /// <param name="contents">What was found at the places that the arguments name.</param>
    /// <param name="runtime">What stands for the image.</param>
    public static StepCacheKey? OfContent(string type, JsonElement step, JsonElement arguments, string jobName, ValueList<PlaceContent> contents, string? runtime = null)
    {
        var places = new ContentPlaces(jobName, contents);
        return Of(CacheIdentity.Content, type, places.Replace(step), places.Replace(arguments), runtime);
    }

    private static StepCacheKey? Of(CacheIdentity identity, string type, JsonElement step, JsonElement arguments, string? runtime)
    {
        if (CacheKeyAttributes.Of(type, step, arguments) is not { } attributes)
        {
            return null;
        }

        ValueList<CacheKeyComponent> components =
        [
            .. attributes.Select(attribute => new CacheKeyComponent(attribute.Name, JsonText.CanonicalDigest(attribute.Value))),
            .. runtime is null ? ValueList<CacheKeyComponent>.Empty : [new CacheKeyComponent("ImageCatalogueEntry", runtime)],
        ];
        var text = new StringBuilder($"{type}\n{identity.Word()}\n");
        foreach (var component in components)
        {
            text.Append($"{component.Name}={component.Digest}\n");
        }

        return new StepCacheKey(identity, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), components);
    }
}

/// <summary>An attribute of a cache key, and the SHA-256 (hex) of its canonical JSON.</summary>
public sealed record CacheKeyComponent(string Name, string Digest);

/// <summary>What was found at a place that arguments name.</summary>
/// <param name="S3Uri">The place, as the arguments write it.</param>
/// <param name="DataType"><c>S3Prefix</c>, <c>ManifestFile</c> or <c>S3Object</c>: it says what belongs to the place.</param>
/// <param name="Digest">Digest of the bytes.</param>
public sealed record PlaceContent(string S3Uri, string DataType, string Digest);
