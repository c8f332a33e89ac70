using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Expressions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Evaluates expressions; objects of the store that they read are fetched on the way, outputs of earlier steps as they were recorded.</summary>
public sealed class ResolveArguments(IObjectStore objects, TimeProvider clock)
{
    private const int MaxObjectBytes = 16 * 1024 * 1024;

    /// <summary>Runs an evaluation until it needs nothing more: a value, or the reason why the step fails.</summary>
    public async Task<Evaluation> RunAsync(
        StepContext context, int position, string? jobName, Func<ExpressionEvaluator, Evaluation> evaluate, CancellationToken cancellationToken)
    {
        var read = new Dictionary<S3Uri, (JsonElement? Content, string? Problem)>();
        var scope = await context.ScopeAsync(position, jobName, clock.GetUtcNow(), cancellationToken);
        var recorded = new Lazy<Task<RecordedOutputs>>(() => RecordedOutputs.LeadingToAsync(context, position, cancellationToken));
        scope = scope with { StoredObject = place => read.TryGetValue(place, out var known) ? known : null };
        while (true)
        {
            var evaluation = evaluate(new ExpressionEvaluator(scope));
            if (evaluation is not Evaluation.Missing { Place: var place })
            {
                return evaluation;
            }

            read[place] = await ReadAsync(place, await recorded.Value, cancellationToken);
        }
    }

    private async Task<(JsonElement? Content, string? Problem)> ReadAsync(S3Uri place, RecordedOutputs recorded, CancellationToken cancellationToken)
    {
        if (recorded.Find(place) is { } entry)
        {
            return StoredJsonFile.Read(objects, entry.Blob, entry.Size, MaxObjectBytes);
        }

        return await objects.FindAsync(place, cancellationToken) is { } found
            ? StoredJsonFile.Read(objects, found.Blob, found.Size, MaxObjectBytes)
            : (null, "there is no such object");
    }
}
