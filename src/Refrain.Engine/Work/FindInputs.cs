using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;
using Refrain.Engine.Reading;

namespace Refrain.Engine.Work;

/// <summary>
/// Finds the exact content of inputs. A place within the recorded outputs of a step that leads to this one is read as it was recorded, whatever its keys
/// point at today; every other place is listed.
/// </summary>
public sealed class FindInputs(IObjectStore objects)
{
    private const int MaxManifestBytes = 64 * 1024 * 1024;

    /// <summary>One input for each request, in order; or the reason why the step cannot begin.</summary>
    public Task<(ValueList<JobInput> Inputs, string? Problem)> FindAsync(
        StepContext context, int position, ValueList<InputRequest> requests, CancellationToken cancellationToken) =>
        FindAsync(() => RecordedOutputs.LeadingToAsync(context, position, cancellationToken), requests, cancellationToken);

    /// <summary>The same on top of outputs that are read when they are needed.</summary>
    internal async Task<(ValueList<JobInput> Inputs, string? Problem)> FindAsync(
        Func<Task<RecordedOutputs>> readRecorded, ValueList<InputRequest> requests, CancellationToken cancellationToken)
    {
        var recorded = new Lazy<Task<RecordedOutputs>>(readRecorded);
        var inputs = new List<JobInput>();
        foreach (var request in requests)
        {
            if (!S3Uri.TryParse(request.S3Uri, out var place))
            {
                return ([], $"The S3Uri '{request.S3Uri}' of input '{request.Name}' is not an S3 URI.");
            }

            var entries = request.DataType == "ManifestFile"
                ? await ManifestAsync(place.Value, await recorded.Value, cancellationToken)
                : (await recorded.Value).Under(place.Value) ?? await ListAsync(place.Value, cancellationToken);
            if (entries.Count == 0 && !request.IsProgress)
            {
                return ([], $"No S3 objects found under S3 URL \"{request.S3Uri}\" given in input data source '{request.Name}'.");
            }

            inputs.Add(new JobInput(request.Name, request.LocalPath, new ContentManifest(entries)));
        }

        return (inputs.ToValueList(), null);
    }

    private async Task<ValueList<ManifestEntry>> ListAsync(S3Uri prefix, CancellationToken cancellationToken)
    {
        var found = await objects.AllUnderAsync(prefix, cancellationToken);
        return S3Prefix.LocalNames(prefix.Key, found.Keys.Order(StringComparer.Ordinal).ToList())
            .Select(named => new ManifestEntry(named.Path, found[named.Key].Blob, found[named.Key].Size))
            .ToValueList();
    }

    /// <summary>A JSON array: <c>{"prefix": "s3://.../"}</c> first, then suffixes, which are also the local paths (spec 07, 2.1). Nothing when it is no such array.</summary>
    private async Task<ValueList<ManifestEntry>> ManifestAsync(S3Uri place, RecordedOutputs recorded, CancellationToken cancellationToken)
    {
        if (await FindOneAsync(place, recorded, cancellationToken) is not { } found
            || StoredJsonFile.Read(objects, found.Blob, found.Size, MaxManifestBytes).Content is not { ValueKind: JsonValueKind.Array } manifest
            || manifest.EnumerateArray().FirstOrDefault().Text("prefix") is not { } prefix)
        {
            return [];
        }

        var entries = new List<ManifestEntry>();
        foreach (var item in manifest.EnumerateArray().Skip(1))
        {
            if (item.ValueKind != JsonValueKind.String
                || !S3Uri.TryParse(prefix + item.GetString(), out var named)
                || await FindOneAsync(named.Value, recorded, cancellationToken) is not { } one)
            {
                return [];
            }

            entries.Add(one with { Path = item.GetString() ?? "" });
        }

        return entries.ToValueList();
    }

    private async Task<ManifestEntry?> FindOneAsync(S3Uri place, RecordedOutputs recorded, CancellationToken cancellationToken) =>
        recorded.Find(place) ?? (await objects.FindAsync(place, cancellationToken) is { } found ? new ManifestEntry("", found.Blob, found.Size) : null);
}
