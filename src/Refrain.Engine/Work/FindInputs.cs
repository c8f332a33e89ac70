using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>
/// Finds the exact content of inputs. A place within the recorded outputs of a step that leads to this one is read as it was recorded, whatever its keys
/// point at today; every other place is listed.
/// </summary>
public sealed class FindInputs(IObjectStore objects)
{
    private const int PageSize = 1_000;

    /// <summary>One input for each request, in order; or the reason why the step cannot begin.</summary>
    public async Task<(ValueList<JobInput> Inputs, string? Problem)> FindAsync(
        StepContext context, int position, ValueList<InputRequest> requests, CancellationToken cancellationToken)
    {
        var recorded = new Lazy<Task<ValueList<RecordedOutput>>>(() => RecordedAsync(context, position, cancellationToken));
        var inputs = new List<JobInput>();
        foreach (var request in requests)
        {
            if (!S3Uri.TryParse(request.S3Uri, out var place))
            {
                return ([], $"The S3Uri '{request.S3Uri}' of input '{request.Name}' is not an S3 URI.");
            }

            var entries = request.DataType == "ManifestFile"
                ? await ManifestAsync(place.Value, cancellationToken)
                : Bound(place.Value, await recorded.Value) is { Count: > 0 } bound ? bound : await ListAsync(place.Value, cancellationToken);
            if (entries.Count == 0)
            {
                return ([], $"No S3 objects found under S3 URL \"{request.S3Uri}\" given in input data source '{request.Name}'.");
            }

            inputs.Add(new JobInput(request.Name, request.LocalPath, new ContentManifest(entries)));
        }

        return (inputs.ToValueList(), null);
    }

    /// <summary>Outputs of everything that leads to the step, in the definition's order: of two that wrote the same key, the later one counts.</summary>
    private static async Task<ValueList<RecordedOutput>> RecordedAsync(StepContext context, int position, CancellationToken cancellationToken)
    {
        var outputs = new List<RecordedOutput>();
        foreach (var ancestor in context.AncestorsOf(position).Where(step => step.Type is IJobStepType))
        {
            outputs.AddRange((await context.ResultAsync(ancestor.Name, cancellationToken))?.Outputs ?? []);
        }

        return outputs.ToValueList();
    }

    private static ValueList<ManifestEntry> Bound(S3Uri place, ValueList<RecordedOutput> recorded)
    {
        var blobs = new SortedDictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach (var output in recorded.Where(output => S3Prefix.LiesWithin(place, output.S3Uri)))
        {
            foreach (var entry in output.Content.Entries)
            {
                var key = entry.Path.Length == 0 ? output.S3Uri.Key : output.S3Uri.Below(entry.Path).Key;
                blobs[key] = entry;
            }
        }

        var keys = blobs.Keys.Where(key => key.StartsWith(place.Key, StringComparison.Ordinal)).ToList();
        return S3Prefix.LocalNames(place.Key, keys).Select(named => blobs[named.Key] with { Path = named.Path }).ToValueList();
    }

    private async Task<ValueList<ManifestEntry>> ListAsync(S3Uri prefix, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObjectRecord>(StringComparer.Ordinal);
        var after = "";
        while (await objects.ListAsync(prefix, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var one in page)
            {
                found[one.Place.Key] = one;
            }

            after = page[^1].Place.Key;
            if (page.Count < PageSize)
            {
                break;
            }
        }

        return S3Prefix.LocalNames(prefix.Key, found.Keys.Order(StringComparer.Ordinal).ToList())
            .Select(named => new ManifestEntry(named.Path, found[named.Key].Blob, found[named.Key].Size))
            .ToValueList();
    }

    /// <summary>A JSON array: <c>{"prefix": "s3://.../"}</c> first, then suffixes, which are also the local paths (spec 07, 2.1).</summary>
    private async Task<ValueList<ManifestEntry>> ManifestAsync(S3Uri place, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(place, cancellationToken) is not { } found
            || StoredJsonFile.Read(objects, found.Blob, found.Size, maxBytes: 64 * 1024 * 1024).Content is not { ValueKind: JsonValueKind.Array } manifest
            || manifest.EnumerateArray().FirstOrDefault().Text("prefix") is not { } prefix)
        {
            return [];
        }

        var entries = new List<ManifestEntry>();
        foreach (var suffix in manifest.EnumerateArray().Skip(1).Select(item => item.GetString() ?? ""))
        {
            if (!S3Uri.TryParse(prefix + suffix, out var named) || await objects.FindAsync(named.Value, cancellationToken) is not { } one)
            {
                return [];
            }

            entries.Add(new ManifestEntry(suffix, one.Blob, one.Size));
        }

        return entries.ToValueList();
    }
}
