using System.Text.Json.Nodes;
using Refrain.Core;
using Refrain.Core.Identifiers;
using Refrain.Core.Steps;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>What a trial component says: what its job says today, if it stands for one, and over that what somebody said of it.</summary>
public sealed class TrialComponentReader(IJobStore jobs)
{
    /// <summary>The members Status, StartTime, EndTime, Parameters, InputArtifacts, OutputArtifacts, MetadataProperties, as far as there are any.</summary>
    public async Task<JsonObject> ReadAsync(ExperimentEntity component, CancellationToken cancellationToken)
    {
        var said = JsonNode.Parse(component.Document.Text)!.AsObject(); // stored documents are objects
        if (component.SourceArn is not { } source || KindOf(source) is not { } kind)
        {
            return said;
        }

        var job = await jobs.FindAsync(component.Scope, kind, source[(source.LastIndexOf('/') + 1)..], cancellationToken);
        var document = job is null ? [] : JsonNode.Parse(JobTrialComponent.Of(job.Document.Parse(), $"{kind}").Text)!.AsObject();
        foreach (var (name, value) in said)
        {
            if (value is JsonObject entries && document[name] is JsonObject known)
            {
                entries.ToList().ForEach(entry => known[entry.Key] = entry.Value?.DeepClone());
            }
            else
            {
                document[name] = value?.DeepClone();
            }
        }

        return document;
    }

    /// <summary><c>SageMakerTrainingJob</c> and so on; null for what is no job.</summary>
    public static string? SourceType(string sourceArn) => KindOf(sourceArn) is { } kind ? $"SageMaker{kind}" : null;

    private static JobKind? KindOf(string arn)
    {
        foreach (var kind in Enum.GetValues<JobKind>())
        {
            if (arn.Contains($":{kind.ArnResource()}/", StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return null;
    }
}
