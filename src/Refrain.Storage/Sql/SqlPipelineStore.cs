using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Pipelines and their versions in SQL.</summary>
public sealed class SqlPipelineStore(ISqlDatabase database, TimeProvider clock) : IPipelineStore
{
    private const string ById = $"{PipelineRow.Select}\nwhere id = @id";

    /// <inheritdoc />
    public Task<PipelineRecord?> CreateAsync(NewPipeline pipeline, TokenAnswer? token, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await SqlRequestTokenStore.RefuseTakenAsync(session, token);
                if (await InsertAsync(session, pipeline) is not { } id)
                {
                    return null;
                }

                await InsertVersionAsync(session, new PipelineVersionRecord(id, 1, pipeline.Definition, pipeline.At));
                await SqlTagStore.SaveAsync(session, pipeline.Arn.ToString(), pipeline.Tags);
                await SqlRequestTokenStore.SaveAsync(session, token, clock.GetUtcNow());
                return (await session.FindAsync<PipelineRow>(ById, new { id }))?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<PipelineRecord?> UpdateAsync(long pipelineId, PipelineChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await session.FindAsync<PipelineRow>(ById, new { id = pipelineId }) is not { } row)
                {
                    return null;
                }

                var version = (int)row.LatestVersion;
                if (change.Definition is { } definition && !await IsDefinitionAsync(session, pipelineId, version, definition))
                {
                    version++;
                    await InsertVersionAsync(session, new PipelineVersionRecord(pipelineId, version, definition, change.At));
                }

                await ChangeAsync(session, pipelineId, change, version);
                return (await session.FindAsync<PipelineRow>(ById, new { id = pipelineId }))?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<bool> DeleteAsync(long pipelineId, TokenAnswer? token, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await SqlRequestTokenStore.RefuseTakenAsync(session, token);
                var running = await session.FindAsync<long?>(
                    "select seq from execution where pipeline_id = @pipelineId and status in ('Executing', 'Stopping') limit 1", new { pipelineId });
                if (running is not null)
                {
                    return false;
                }

                var row = await session.FindAsync<PipelineRow>(ById, new { id = pipelineId });
                await SqlTagStore.ForgetAsync(session, row?.Arn.ToString());
                await session.ExecuteAsync("delete from execution where pipeline_id = @pipelineId", new { pipelineId });
                await session.ExecuteAsync("delete from pipeline where id = @pipelineId", new { pipelineId });
                await SqlRequestTokenStore.SaveAsync(session, token, clock.GetUtcNow());
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<PipelineRecord?> FindAsync(PipelineArn arn, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<PipelineRow>(
                    $"{PipelineRow.Select}\nwhere region = @Region and account = @Account and name_key = @key",
                    new { arn.Scope.Region, arn.Scope.Account, key = NameKey.Of(arn.Name) });
                return row?.ToRecord();
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<PipelineVersionRecord?> FindVersionAsync(long pipelineId, int? version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<VersionRow>(
                    """
                    select version, definition, created_at, display_name, description from pipeline_version
                    where pipeline_id = @pipelineId and version = coalesce(@version, (select latest_version from pipeline where id = @pipelineId))
                    """,
                    new { pipelineId, version });
                return row is null ? null : new PipelineVersionRecord(pipelineId, (int)row.Version, row.Definition, SqlTime.FromMs(row.CreatedAt))
                {
                    DisplayName = row.DisplayName, Description = row.Description,
                };
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<Page<ListedVersion>> ListVersionsAsync(PipelineVersionQuery query, CancellationToken cancellationToken) =>
        new KeysetQuery(ListedVersionRow.Select, "pipeline_version", "version", "version", query.Page)
            .Where("pipeline_id", "=", query.PipelineId)
            .Created(query.Created)
            .PageAsync<ListedVersionRow, ListedVersion>(database, row => row.Version, row => row.Version, row => row.ToListed(), cancellationToken);

    /// <inheritdoc />
    public Task<bool> UpdateVersionAsync(long pipelineId, int version, VersionChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                """
                update pipeline_version set display_name = coalesce(@DisplayName, display_name), description = coalesce(@Description, description)
                where pipeline_id = @pipelineId and version = @version
                """,
                new { pipelineId, version, change.DisplayName, change.Description }) == 1,
            cancellationToken);

    /// <inheritdoc />
    public Task<ValueList<Tag>> TagsAsync(PipelineArn arn, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqlTagStore.OfAsync(session, arn.ToString()), cancellationToken);

    /// <inheritdoc />
    public Task<Page<PipelineRecord>> ListAsync(PipelineQuery query, CancellationToken cancellationToken)
    {
        var byName = query.Sort == PipelineSort.Name;
        var keyset = new KeysetQuery(PipelineRow.Select, "pipeline", byName ? "name" : "created_at", "id", query.Page)
            .Where("region", "=", query.Scope.Region)
            .Where("account", "=", query.Scope.Account)
            .Where("is_listed", "=", 1)
            .Created(query.Created);
        if (query.NamePrefix is { Length: > 0 } prefix)
        {
            keyset.Where("name_key", ">=", NameKey.Of(prefix));
            if (OrdinalText.After(NameKey.Of(prefix)) is { } end)
            {
                keyset.Where("name_key", "<", end);
            }
        }

        return keyset.PageAsync<PipelineRow, PipelineRecord>(
            database, row => byName ? row.Name : row.CreatedAt, row => row.Id, row => row.ToRecord(), cancellationToken);
    }

    /// <inheritdoc />
    public Task<int> CountAsync(AwsScope scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (int)(await session.FindAsync<long?>(
                "select count(*) from pipeline where region = @Region and account = @Account and is_listed = 1", new { scope.Region, scope.Account }) ?? 0),
            cancellationToken);

    private static Task<long?> InsertAsync(SqlSession session, NewPipeline pipeline) =>
        session.FindAsync<long?>(
            """
            insert into pipeline (region, account, name, name_key, display_name, description, role_arn, latest_version, max_parallel_steps,
                                  created_at, modified_at, created_by, modified_by, is_listed)
            values (@Region, @Account, @Name, @NameKey, @DisplayName, @Description, @RoleArn, 1, @MaxParallelSteps, @At, @At, @CreatedBy, @CreatedBy, @IsListed)
            on conflict (region, account, name_key) do nothing
            returning id
            """,
            new
            {
                pipeline.Arn.Scope.Region,
                pipeline.Arn.Scope.Account,
                pipeline.Arn.Name,
                NameKey = NameKey.Of(pipeline.Arn.Name),
                pipeline.DisplayName,
                pipeline.Description,
                pipeline.RoleArn,
                pipeline.MaxParallelSteps,
                At = pipeline.At.ToMs(),
                pipeline.CreatedBy,
                IsListed = pipeline.IsListed ? 1 : 0,
            });

    private static Task<int> InsertVersionAsync(SqlSession session, PipelineVersionRecord version) =>
        session.ExecuteAsync(
            "insert into pipeline_version (pipeline_id, version, definition, created_at) values (@PipelineId, @Version, @Definition, @At)",
            new { version.PipelineId, version.Version, version.Definition, At = version.CreatedAt.ToMs() });

    private static async Task<bool> IsDefinitionAsync(SqlSession session, long pipelineId, int version, string definition) =>
        await session.FindAsync<long>(
            "select count(*) from pipeline_version where pipeline_id = @pipelineId and version = @version and definition = @definition",
            new { pipelineId, version, definition }) == 1;

    private static Task<int> ChangeAsync(SqlSession session, long pipelineId, PipelineChange change, int version) =>
        session.ExecuteAsync(
            """
            update pipeline set
                display_name = coalesce(@DisplayName, display_name),
                description = coalesce(@Description, description),
                role_arn = coalesce(@RoleArn, role_arn),
                max_parallel_steps = coalesce(@MaxParallelSteps, max_parallel_steps),
                latest_version = @version,
                modified_at = @At,
                modified_by = @ModifiedBy
            where id = @pipelineId
            """,
            new { pipelineId, change.DisplayName, change.Description, change.RoleArn, change.MaxParallelSteps, version, At = change.At.ToMs(), change.ModifiedBy });

    private sealed class VersionRow
    {
        public long Version { get; init; }

        public required string Definition { get; init; }

        public long CreatedAt { get; init; }

        public string? DisplayName { get; init; }

        public string? Description { get; init; }
    }

    private sealed class ListedVersionRow
    {
        public const string Select =
            """
            select version, display_name, description, created_at,
                   (select latest.id from execution as latest
                    where latest.pipeline_id = pipeline_version.pipeline_id and latest.pipeline_version = pipeline_version.version
                    order by latest.created_at desc, latest.seq desc limit 1) as last_execution_id
            from pipeline_version
            """;

        public long Version { get; init; }

        public string? DisplayName { get; init; }

        public string? Description { get; init; }

        public long CreatedAt { get; init; }

        public string? LastExecutionId { get; init; }

        public ListedVersion ToListed() => new((int)Version, DisplayName, Description, SqlTime.FromMs(CreatedAt), LastExecutionId);
    }
}
