using System.Globalization;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Finds versions of model packages by what callers call them: an ARN, or GROUP/VERSION.</summary>
public static class ModelPackageName
{
    /// <summary>Group and number; null for what names no version.</summary>
    public static (string Group, int Version)? Parse(string nameOrArn)
    {
        var name = Resource(nameOrArn);
        return name.Split('/') is [{ Length: > 0 } group, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? (group, version) : null;
    }

    /// <summary>The name of a group, given as a name or an ARN.</summary>
    public static string Group(string nameOrArn) => Resource(nameOrArn);

    /// <summary>The version.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public static async Task<ModelPackageRecord> GetPackageAsync(this IModelStore models, AwsScope scope, string nameOrArn, CancellationToken cancellationToken) =>
        Parse(nameOrArn) is var (group, version) && await models.FindPackageAsync(scope, group, version, cancellationToken) is { } package ? package : throw Missing(scope, nameOrArn);

    /// <summary>There is no such version.</summary>
    public static RefusalException Missing(AwsScope scope, string nameOrArn) => RefusalException.Invalid($"Could not find model package \"{scope.Arn($"model-package/{Resource(nameOrArn)}")}\".");

    /// <summary>There is no such group.</summary>
    public static RefusalException MissingGroup(AwsScope scope, string nameOrArn) =>
        RefusalException.Invalid($"Could not find model package group \"{scope.Arn($"model-package-group/{Resource(nameOrArn)}")}\".");

    private static string Resource(string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.IndexOf('/', StringComparison.Ordinal) + 1)..] : nameOrArn;
}
