using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>A row of <c>model</c>.</summary>
internal sealed class ModelRow
{
    public const string Select = "select id, region, account, name, document, created_at from model";

    public long Id { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string Name { get; init; }

    public required string Document { get; init; }

    public long CreatedAt { get; init; }

    public ModelRecord ToRecord() => new(new AwsScope(Region, Account), Name, new RawJson(Document), SqlTime.FromMs(CreatedAt));
}

/// <summary>A row of <c>model_package_group</c>.</summary>
internal sealed class ModelPackageGroupRow
{
    public const string Select = "select id, region, account, name, description, created_by, created_at from model_package_group";

    public long Id { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? CreatedBy { get; init; }

    public long CreatedAt { get; init; }

    public ModelPackageGroupRecord ToRecord() => new(new AwsScope(Region, Account), Name, Description, CreatedBy, SqlTime.FromMs(CreatedAt));
}

/// <summary>A row of <c>model_package</c>, with its group's name.</summary>
internal sealed class ModelPackageRow
{
    public const string Select =
        """
        select model_package.id as id, model_package.region as region, model_package.account as account, model_package_group.name as group_name, version,
               approval_status, document, model_package.created_at as created_at, modified_at
        from model_package join model_package_group on model_package_group.id = group_id
        """;

    public long Id { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string GroupName { get; init; }

    public long Version { get; init; }

    public required string ApprovalStatus { get; init; }

    public required string Document { get; init; }

    public long CreatedAt { get; init; }

    public long ModifiedAt { get; init; }

    public ModelPackageRecord ToRecord() => new(
        new AwsScope(Region, Account),
        GroupName,
        (int)Version,
        ApprovalStatus,
        new RawJson(Document),
        SqlTime.FromMs(CreatedAt),
        SqlTime.FromMs(ModifiedAt));
}
