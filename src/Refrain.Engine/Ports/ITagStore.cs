using Refrain.Core;

namespace Refrain.Engine.Ports;

/// <summary>Tags of everything that has an ARN here: pipelines, jobs, models, packages and their groups, experiments, trials and their components.</summary>
public interface ITagStore
{
    /// <summary>The tags of a resource, by key; null when there is no such resource.</summary>
    Task<ValueList<Tag>?> ListAsync(string resourceArn, CancellationToken cancellationToken);

    /// <summary>Adds tags, or gives those of the same key another value, and tells all the resource has then; null when there is no such resource.</summary>
    /// <exception cref="TooManyTagsException">It would have more than <paramref name="most"/>. Nothing was written.</exception>
    Task<ValueList<Tag>?> AddAsync(string resourceArn, ValueList<Tag> tags, int most, CancellationToken cancellationToken);

    /// <summary>Removes the tags that there are of these keys; false when there is no such resource.</summary>
    Task<bool> RemoveAsync(string resourceArn, ValueList<string> keys, CancellationToken cancellationToken);
}

/// <summary>A resource would have more tags than it may.</summary>
public sealed class TooManyTagsException(string resourceArn, int most) : InvalidOperationException($"{resourceArn} would have more than {most} tags.");
