using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Sql;

/// <summary>Finds what an ARN names, in whatever table that is.</summary>
internal static class TaggedResources
{
    private const string InScope = "region = @Region and account = @Account";

    /// <summary>The resource's ARN as the service writes it (names may be given in another case where case does not count); null when there is no such resource.</summary>
    public static async Task<string?> FindAsync(SqlSession session, string arn)
    {
        if (arn.Split(':', 6) is not ["arn", _, "sagemaker", var region, var account, var resource] || resource.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash))
        {
            return null;
        }

        var (kind, name, scope) = (resource[..slash], resource[(slash + 1)..], new AwsScope(region, account));
        var found = await NameAsync(session, kind, name, scope);
        return found is null ? null : scope.Arn($"{kind}/{found}");
    }

    private static Task<string?> NameAsync(SqlSession session, string kind, string name, AwsScope scope) => kind switch
    {
        "pipeline" => NameAsync(session, $"select name from pipeline where {InScope} and name_key = @key and is_listed = 1", scope, name),
        "processing-job" => NameAsync(session, $"select name from job where {InScope} and kind = '{JobKind.ProcessingJob}' and name = @name", scope, name),
        "training-job" => NameAsync(session, $"select name from job where {InScope} and kind = '{JobKind.TrainingJob}' and name = @name", scope, name),
        "transform-job" => NameAsync(session, $"select name from job where {InScope} and kind = '{JobKind.TransformJob}' and name = @name", scope, name),
        "model" => NameAsync(session, $"select name from model where {InScope} and name = @name", scope, name),
        "model-package-group" => NameAsync(session, $"select name from model_package_group where {InScope} and name_key = @key", scope, name),
        "model-package" => PackageAsync(session, scope, name),
        "experiment" or "experiment-trial" or "experiment-trial-component" => NameAsync(
            session, $"select name from experiment_entity where {InScope} and kind = '{kind}' and name_key = @key", scope, name),
        _ => Task.FromResult<string?>(null),
    };

    private static Task<string?> NameAsync(SqlSession session, string sql, AwsScope scope, string name) =>
        session.FindAsync<string>(sql, new { scope.Region, scope.Account, name, key = NameKey.Of(name) });

    private static async Task<string?> PackageAsync(SqlSession session, AwsScope scope, string name)
    {
        if (name.Split('/') is not [var group, var number] || !int.TryParse(number, out var version))
        {
            return null;
        }

        var found = await session.FindAsync<string>(
            """
            select model_package_group.name from model_package_group join model_package on group_id = model_package_group.id
            where model_package_group.region = @Region and model_package_group.account = @Account and name_key = @key and version = @version
            """,
            new { scope.Region, scope.Account, key = NameKey.Of(group), version });
        return found is null ? null : $"{found.ToLowerInvariant()}/{version}";
    }
}
