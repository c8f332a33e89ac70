using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>A row of <c>pipeline</c>.</summary>
internal sealed class PipelineRow
{
    public const string Select =
        """
        select id, region, account, name, display_name, description, role_arn, latest_version, max_parallel_steps, created_at, modified_at, last_run_at,
               created_by, modified_by, is_listed
        from pipeline
        """;

    public long Id { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public string? Description { get; init; }

    public required string RoleArn { get; init; }

    public long LatestVersion { get; init; }

    public long? MaxParallelSteps { get; init; }

    public long CreatedAt { get; init; }

    public long ModifiedAt { get; init; }

    public long? LastRunAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string ModifiedBy { get; init; }

    public long IsListed { get; init; }

    public PipelineArn Arn => new(new AwsScope(Region, Account), Name);

    public PipelineRecord ToRecord() => new(
        Id,
        Arn,
        DisplayName,
        Description,
        RoleArn,
        (int)LatestVersion,
        (int?)MaxParallelSteps,
        SqlTime.FromMs(CreatedAt),
        SqlTime.FromMs(ModifiedAt),
        SqlTime.FromMs(LastRunAt),
        CreatedBy,
        ModifiedBy)
    {
        IsListed = IsListed == 1,
    };
}
