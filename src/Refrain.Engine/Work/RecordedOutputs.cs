using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Work;

/// <summary>
/// What the steps that lead to a step stored, as it was recorded at their ends. It is read from here whatever its keys point at today, and of two steps that wrote
/// the same key the later one counts.
/// </summary>
internal sealed class RecordedOutputs
{
    private readonly ValueList<(RecordedOutput Output, bool IsEarlier)> outputs;

    private RecordedOutputs(ValueList<(RecordedOutput Output, bool IsEarlier)> outputs) => this.outputs = outputs;

    /// <summary>Outputs of earlier executions, each after those that lead to it.</summary>
    public static RecordedOutputs Of(IEnumerable<RecordedOutput> outputs) => new(outputs.Select(output => (output, true)).ToValueList());

    /// <summary>The outputs of everything that leads to the step.</summary>
    public static async Task<RecordedOutputs> LeadingToAsync(StepContext context, int position, CancellationToken cancellationToken)
    {
        var jobs = context.AncestorsOf(position).Where(step => step.Type is IJobStepType).ToList();
        var results = await context.ResultsAsync(jobs, cancellationToken);
        return new RecordedOutputs(jobs
            .Where(job => results.ContainsKey(job.Name))
            .SelectMany(job => results[job.Name].Outputs.Select(output => (output, context.WasMadeEarlier(job.Position))))
            .ToValueList());
    }

    /// <summary>What was recorded at exactly this place, or null.</summary>
    public ManifestEntry? Find(S3Uri place) => Within(place).GetValueOrDefault(place.Key);

    /// <summary>
    /// The recorded content of a prefix, with local names. Null when it must be listed: it lies within no output, or nothing was recorded there. An output of an earlier
    /// run that was empty is not such a place: what lies there today came later.
    /// </summary>
    public ValueList<ManifestEntry>? Under(S3Uri prefix)
    {
        var recorded = Within(prefix);
        var keys = recorded.Keys.Where(key => key.StartsWith(prefix.Key, StringComparison.Ordinal)).ToList();
        var entries = S3Prefix.LocalNames(prefix.Key, keys).Select(named => recorded[named.Key] with { Path = named.Path }).ToValueList();
        return entries.Count > 0 || outputs.Any(made => made.IsEarlier && IsRoot(prefix, made.Output)) ? entries : null;
    }

    private static bool IsRoot(S3Uri prefix, RecordedOutput output) =>
        prefix.Bucket == output.S3Uri.Bucket && prefix.Key.TrimEnd('/') == output.S3Uri.Key.TrimEnd('/');

    private SortedDictionary<string, ManifestEntry> Within(S3Uri place)
    {
        var entries = new SortedDictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach (var output in outputs.Select(made => made.Output).Where(output => S3Prefix.LiesWithin(place, output.S3Uri)))
        {
            foreach (var entry in output.Content.Entries)
            {
                entries[entry.Path.Length == 0 ? output.S3Uri.Key : output.S3Uri.Below(entry.Path).Key] = entry;
            }
        }

        return entries;
    }
}
