using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>AddTags, ListTags and DeleteTags, for every resource that can have tags here.</summary>
public sealed class ResourceTags(ITagStore tags, Limits limits)
{
    private const string Reserved = "aws:";

    /// <summary>Refuses tags that may not be given by callers, or that mean something here and cannot be read.</summary>
    /// <exception cref="RefusalException">There is one.</exception>
    public static void Check(ValueList<Tag> given)
    {
        if (given.FirstOrDefault(tag => tag.Key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase)) is { } reserved)
        {
            throw RefusalException.Invalid($"The tag key '{reserved.Key}' is reserved: keys must not begin with '{Reserved}'.");
        }

        CacheIdentityRule.Check(given);
        RetentionSettings.Check(given);
    }

    /// <summary>Adds tags or overwrites those of the same key; all tags of the resource then.</summary>
    /// <exception cref="RefusalException">There is no such resource, or a tag cannot be added.</exception>
    public async Task<ValueList<Tag>> AddAsync(string resourceArn, ValueList<Tag> given, CancellationToken cancellationToken)
    {
        Check(given);
        try
        {
            return await tags.AddAsync(resourceArn, given, limits.Tags, cancellationToken) ?? throw Missing(resourceArn);
        }
        catch (TooManyTagsException)
        {
            throw new RefusalException(RefusalKind.LimitExceeded, $"'{resourceArn}' would have more than {limits.Tags} tags, the most that a resource can have. Delete some first.");
        }
    }

    /// <summary>The tags of a resource, by key.</summary>
    /// <exception cref="RefusalException">There is no such resource.</exception>
    public async Task<ValueList<Tag>> ListAsync(string resourceArn, CancellationToken cancellationToken) =>
        await tags.ListAsync(resourceArn, cancellationToken) ?? throw Missing(resourceArn);

    /// <summary>Removes tags; keys that the resource does not have are none of its tags afterwards either.</summary>
    /// <exception cref="RefusalException">There is no such resource.</exception>
    public async Task RemoveAsync(string resourceArn, ValueList<string> keys, CancellationToken cancellationToken)
    {
        if (!await tags.RemoveAsync(resourceArn, keys, cancellationToken))
        {
            throw Missing(resourceArn);
        }
    }

    private static RefusalException Missing(string resourceArn) => RefusalException.Invalid($"Could not find resource \"{resourceArn}\".");
}
