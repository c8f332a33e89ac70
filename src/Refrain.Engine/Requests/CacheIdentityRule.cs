using Refrain.Core;
using Refrain.Core.Planning;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>How executions of a pipeline look steps up in the cache: as the pipeline's tag says, otherwise as the server was told.</summary>
public sealed class CacheIdentityRule(IPipelineStore pipelines, CacheIdentity otherwise)
{
    /// <summary>Refuses a tag that is not one of the words, before it is stored.</summary>
    /// <exception cref="RefusalException">It is not.</exception>
    public static void Check(ValueList<Tag> tags)
    {
        if (tags.FirstOrDefault(tag => tag.Key == CacheIdentities.Tag) is { } tag && !CacheIdentities.TryParse(tag.Value, out _))
        {
            throw RefusalException.Invalid($"The tag '{CacheIdentities.Tag}' has the value '{tag.Value}'; expected {CacheIdentities.Words}.");
        }
    }

    /// <summary>What an execution that starts now is bound to.</summary>
    public async Task<CacheIdentity> OfAsync(PipelineRecord pipeline, CancellationToken cancellationToken)
    {
        var tags = await pipelines.TagsAsync(pipeline.Arn, cancellationToken);

        // A tag of before it had a meaning may say anything; it is no reason to refuse a start.
        return tags.FirstOrDefault(tag => tag.Key == CacheIdentities.Tag) is { } tag && CacheIdentities.TryParse(tag.Value, out var identity) ? identity.Value : otherwise;
    }
}
