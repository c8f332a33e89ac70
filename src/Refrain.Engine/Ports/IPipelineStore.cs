using Refrain.Core;
using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>Pipelines and their versions. Names compare without case inside one region and account. Every write is atomic and on disk when it returns.</summary>
public interface IPipelineStore
{
    /// <summary>Makes a pipeline with version 1; null when the name is taken.</summary>
    /// <exception cref="TokenTakenException">See there.</exception>
    Task<PipelineRecord?> CreateAsync(NewPipeline pipeline, TokenAnswer? token, CancellationToken cancellationToken);

    /// <summary>Changes what is not null, and makes the next version when the definition text differs from the latest one's. Null when the pipeline is gone.</summary>
    Task<PipelineRecord?> UpdateAsync(long pipelineId, PipelineChange change, CancellationToken cancellationToken);

    /// <summary>Removes the pipeline with its versions and executions, unless one of them is not ended (false). Jobs, models and packages stay.</summary>
    /// <exception cref="TokenTakenException">See there.</exception>
    Task<bool> DeleteAsync(long pipelineId, TokenAnswer? token, CancellationToken cancellationToken);

    /// <summary>The pipeline of that name, or null.</summary>
    Task<PipelineRecord?> FindAsync(PipelineArn arn, CancellationToken cancellationToken);

    /// <summary>A version of a pipeline, the latest for null; null when there is no such version.</summary>
    Task<PipelineVersionRecord?> FindVersionAsync(long pipelineId, int? version, CancellationToken cancellationToken);

    /// <summary>The versions of a pipeline, by number.</summary>
    Task<Page<ListedVersion>> ListVersionsAsync(PipelineVersionQuery query, CancellationToken cancellationToken);

    /// <summary>Changes what is not null of how a version is called; false when there is no such version.</summary>
    Task<bool> UpdateVersionAsync(long pipelineId, int version, VersionChange change, CancellationToken cancellationToken);

    /// <summary>The tags a pipeline was made with, by key; none when there is no such pipeline.</summary>
    Task<ValueList<Tag>> TagsAsync(PipelineArn arn, CancellationToken cancellationToken);

    /// <summary>Pipelines of a region and account.</summary>
    Task<Page<PipelineRecord>> ListAsync(PipelineQuery query, CancellationToken cancellationToken);

    /// <summary>How many listed pipelines a region and account has.</summary>
    Task<int> CountAsync(AwsScope scope, CancellationToken cancellationToken);
}

/// <summary>A pipeline about to be made.</summary>
public sealed record NewPipeline(
    PipelineArn Arn, string DisplayName, string? Description, string RoleArn, string Definition, int? MaxParallelSteps, string CreatedBy, ValueList<Tag> Tags, DateTimeOffset At)
{
    /// <summary>False for one that only holds executions of ours and is in no list.</summary>
    public bool IsListed { get; init; } = true;
}

/// <summary>A tag of a resource.</summary>
public sealed record Tag(string Key, string Value);

/// <summary>New values; null leaves the old one.</summary>
public sealed record PipelineChange(
    string? DisplayName, string? Description, string? RoleArn, string? Definition, int? MaxParallelSteps, string ModifiedBy, DateTimeOffset At);

/// <summary>A pipeline. <paramref name="Id"/> is the internal identity: a pipeline that was deleted and made again under the same name is another one.</summary>
public sealed record PipelineRecord(
    long Id,
    PipelineArn Arn,
    string DisplayName,
    string? Description,
    string RoleArn,
    int LatestVersion,
    int? MaxParallelSteps,
    DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt,
    DateTimeOffset? LastRunAt,
    string CreatedBy,
    string ModifiedBy)
{
    /// <summary>False for one that only holds executions of ours: callers do not get to see it.</summary>
    public bool IsListed { get; init; } = true;
}

/// <summary>A version: its definition is the text exactly as it was sent.</summary>
public sealed record PipelineVersionRecord(long PipelineId, int Version, string Definition, DateTimeOffset CreatedAt)
{
    /// <summary>What somebody called the version; null when nobody did.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What somebody said of it; null when nobody did.</summary>
    public string? Description { get; init; }
}

/// <summary>New names of a version; null leaves the old one.</summary>
public sealed record VersionChange(string? DisplayName, string? Description);

/// <summary>A version in a list: without its text, which may be long. <paramref name="LastExecutionId"/> is null when it never ran.</summary>
public sealed record ListedVersion(int Version, string? DisplayName, string? Description, DateTimeOffset CreatedAt, string? LastExecutionId);

/// <summary>What ListPipelineVersions asks.</summary>
public sealed record PipelineVersionQuery(long PipelineId, CreatedBetween Created, PageRequest Page);

/// <summary>The two orders of ListPipelines.</summary>
public enum PipelineSort
{
    /// <summary>When it was made.</summary>
    CreationTime,

    /// <summary>By name, ordinal.</summary>
    Name,
}

/// <summary>What ListPipelines asks.</summary>
public sealed record PipelineQuery(AwsScope Scope, string? NamePrefix, CreatedBetween Created, PipelineSort Sort, PageRequest Page);
