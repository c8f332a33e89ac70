using System.Globalization;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Finds the model that a job serves. It is read once, before the launch: what is recorded then is served, whatever becomes of the model.</summary>
public sealed class FindModel(IModelStore models)
{
    /// <summary>The model as it is served, or why it cannot be; neither for a job that serves none.</summary>
    public async Task<(RawJson? Model, string? Problem)> FindAsync(AwsScope scope, IJobStepType type, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (type.ModelName(arguments) is not { } name)
        {
            return (null, null);
        }

        if (await models.FindModelAsync(scope, name, cancellationToken) is not { } model)
        {
            return (null, $"Could not find model \"{scope.Arn($"model/{name}")}\".");
        }

        var request = model.Document.Parse();
        var packages = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var package in ServedModel.Packages(request))
        {
            if (await PackageAsync(scope, package, cancellationToken) is { } found)
            {
                packages[package] = found;
            }
        }

        return ServedModel.Of(name, request, package => packages.TryGetValue(package, out var found) ? found : null);
    }

    // By its ARN, or as GROUP/VERSION.
    private async Task<JsonElement?> PackageAsync(AwsScope scope, string name, CancellationToken cancellationToken) =>
        name[(name.IndexOf('/') is var slash && name.StartsWith("arn:", StringComparison.Ordinal) ? slash + 1 : 0)..].Split('/') is [var group, var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && await models.FindPackageAsync(scope, group, version, cancellationToken) is { } package
            ? package.Document.Parse()
            : null;
}
