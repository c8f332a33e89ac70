using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Experiments, trials and trial components in SQL.</summary>
public sealed class SqlExperimentStore(ISqlDatabase database) : IExperimentStore
{
    private const string Named = "experiment_entity.region = @Region and experiment_entity.account = @Account and experiment_entity.kind = @kind and experiment_entity.name_key = @key";

    /// <inheritdoc />
    public Task<ExperimentCreation> CreateAsync(ExperimentEntity entity, ValueList<Tag> tags, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (entity.Experiment is { } experiment && await IdAsync(session, entity.Scope, ExperimentKind.Experiment, experiment) is null)
                {
                    return ExperimentCreation.NoExperiment;
                }

                if (!await InsertAsync(session, entity))
                {
                    return ExperimentCreation.NameTaken;
                }

                await SqlTagStore.SaveAsync(session, entity.Arn, tags);
                return ExperimentCreation.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<ExperimentEntity?> FindAsync(AwsScope scope, ExperimentKind kind, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await RowAsync(session, scope, kind, name))?.ToEntity(), cancellationToken);

    /// <inheritdoc />
    public Task<ExperimentEntity?> UpdateAsync(
        AwsScope scope, ExperimentKind kind, string name, Func<ExperimentEntity, ExperimentEntity> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await RowAsync(session, scope, kind, name) is not { } row)
                {
                    return null;
                }

                var changed = change(row.ToEntity());
                await session.ExecuteAsync(
                    "update experiment_entity set display_name = @DisplayName, document = @Text, modified_at = @at, modified_by = @ModifiedBy where id = @Id",
                    new { row.Id, changed.DisplayName, changed.Document.Text, at = changed.ModifiedAt.ToMs(), changed.ModifiedBy });
                return changed;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<Removal> DeleteAsync(AwsScope scope, ExperimentKind kind, string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await RowAsync(session, scope, kind, name) is not { } row)
                {
                    return Removal.NotThere;
                }

                var used = await session.FindAsync<long>(
                    """
                    select (select count(*) from experiment_entity where experiment_id = @Id)
                         + (select count(*) from trial_member where trial_id = @Id)
                         + (select count(*) from trial_member where component_id = @Id)
                    """,
                    new { row.Id });
                if (used > 0)
                {
                    return Removal.InUse;
                }

                await SqlTagStore.ForgetAsync(session, row.ToEntity().Arn);
                await session.ExecuteAsync("delete from experiment_entity where id = @Id", new { row.Id });
                return Removal.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<Page<ExperimentEntity>> ListAsync(ExperimentQuery query, CancellationToken cancellationToken)
    {
        var keyset = new KeysetQuery(ExperimentRow.Select, "experiment_entity", query.ByName ? "name" : "created_at", "id", query.Page)
            .Where("region", "=", query.Scope.Region)
            .Where("account", "=", query.Scope.Account)
            .Where("kind", "=", query.Kind.ArnResource())
            .Created(query.Created);
        Filter(keyset, query);
        return keyset.PageAsync<ExperimentRow, ExperimentEntity>(
            database, row => query.ByName ? row.Name : row.CreatedAt, row => row.Id, row => row.ToEntity(), cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> SetMemberAsync(AwsScope scope, string trial, string component, bool isMember, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var trialId = await IdAsync(session, scope, ExperimentKind.Trial, trial);
                var componentId = await IdAsync(session, scope, ExperimentKind.TrialComponent, component);
                if (trialId is null || componentId is null)
                {
                    return false;
                }

                await session.ExecuteAsync(
                    isMember
                        ? "insert into trial_member (trial_id, component_id) values (@trialId, @componentId) on conflict do nothing"
                        : "delete from trial_member where trial_id = @trialId and component_id = @componentId",
                    new { trialId, componentId });
                return true;
            },
            cancellationToken);

    /// <summary>False when there is one of that name.</summary>
    internal static async Task<bool> InsertAsync(SqlSession session, ExperimentEntity entity) => await session.ExecuteAsync(
        """
        insert into experiment_entity (region, account, kind, name, name_key, display_name, experiment_id, source_arn, document, created_at, modified_at, created_by, modified_by)
        values (@Region, @Account, @kind, @Name, @key, @DisplayName,
                (select id from experiment_entity where region = @Region and account = @Account and kind = 'experiment' and name_key = @experiment),
                @SourceArn, @Text, @at, @at, @CreatedBy, @CreatedBy)
        on conflict (region, account, kind, name_key) do nothing
        """,
        new
        {
            entity.Scope.Region,
            entity.Scope.Account,
            kind = entity.Kind.ArnResource(),
            entity.Name,
            key = NameKey.Of(entity.Name),
            entity.DisplayName,
            experiment = entity.Experiment is { } experiment ? NameKey.Of(experiment) : null,
            entity.SourceArn,
            entity.Document.Text,
            at = entity.CreatedAt.ToMs(),
            entity.CreatedBy,
        }) == 1;

    internal static Task<long?> IdAsync(SqlSession session, AwsScope scope, ExperimentKind kind, string name) =>
        session.FindAsync<long?>($"select id from experiment_entity where {Named}", Key(scope, kind, name));

    private static void Filter(KeysetQuery keyset, ExperimentQuery query)
    {
        // Names are looked up inside the caller's scope only: ids of other scopes' trials never match the rows that are left.
        if (query.Experiment is { } experiment)
        {
            const string Trials = "select trial.id from experiment_entity as trial join experiment_entity as parent on parent.id = trial.experiment_id where parent.name_key = {0}";
            keyset.WhereIn("id", query.Kind == ExperimentKind.Trial ? Trials : $"select component_id from trial_member where trial_id in ({Trials})", NameKey.Of(experiment));
        }

        if (query.Trial is { } trial)
        {
            keyset.WhereIn("id", "select component_id from trial_member join experiment_entity as trial on trial.id = trial_id where trial.name_key = {0}", NameKey.Of(trial));
        }

        if (query.Component is { } component)
        {
            keyset.WhereIn("id", "select trial_id from trial_member join experiment_entity as component on component.id = component_id where component.name_key = {0}", NameKey.Of(component));
        }

        if (query.SourceArn is { } source)
        {
            keyset.Where("source_arn", "=", source);
        }
    }

    private static Task<ExperimentRow?> RowAsync(SqlSession session, AwsScope scope, ExperimentKind kind, string name) =>
        session.FindAsync<ExperimentRow>($"{ExperimentRow.Select}\nwhere {Named}", Key(scope, kind, name));

    private static object Key(AwsScope scope, ExperimentKind kind, string name) => new { scope.Region, scope.Account, kind = kind.ArnResource(), key = NameKey.Of(name) };
}
