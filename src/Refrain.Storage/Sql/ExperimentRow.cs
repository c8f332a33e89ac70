using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>A row of <c>experiment_entity</c>, with the name of a trial's experiment.</summary>
internal sealed class ExperimentRow
{
    public const string Select =
        """
        select experiment_entity.id as id, experiment_entity.region as region, experiment_entity.account as account, experiment_entity.kind as kind,
               experiment_entity.name as name, experiment_entity.display_name as display_name, parent.name as experiment,
               experiment_entity.source_arn as source_arn, experiment_entity.document as document, experiment_entity.created_at as created_at,
               experiment_entity.modified_at as modified_at, experiment_entity.created_by as created_by, experiment_entity.modified_by as modified_by
        from experiment_entity left join experiment_entity as parent on parent.id = experiment_entity.experiment_id
        """;

    public long Id { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public string? DisplayName { get; init; }

    public string? Experiment { get; init; }

    public string? SourceArn { get; init; }

    public required string Document { get; init; }

    public long CreatedAt { get; init; }

    public long ModifiedAt { get; init; }

    public string? CreatedBy { get; init; }

    public string? ModifiedBy { get; init; }

    public ExperimentEntity ToEntity() => new(
        new AwsScope(Region, Account),
        Enum.GetValues<ExperimentKind>().First(kind => kind.ArnResource() == Kind),
        Name,
        new RawJson(Document),
        SqlTime.FromMs(CreatedAt),
        SqlTime.FromMs(ModifiedAt))
    {
        DisplayName = DisplayName, Experiment = Experiment, SourceArn = SourceArn, CreatedBy = CreatedBy, ModifiedBy = ModifiedBy,
    };
}
