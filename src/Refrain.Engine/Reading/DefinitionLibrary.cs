using System.Collections.Concurrent;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>The read definitions of pipeline versions. A version never changes, so each is read once.</summary>
public sealed class DefinitionLibrary(IPipelineStore pipelines, Limits limits)
{
    private const int Kept = 256;
    private readonly ConcurrentDictionary<(long PipelineId, int Version), PipelineDefinition> read = new();

    /// <summary>The definition of a version that exists.</summary>
    /// <exception cref="InvalidOperationException">The version is not there or its stored text cannot be read: a damaged record.</exception>
    public async Task<PipelineDefinition> GetAsync(long pipelineId, int version, CancellationToken cancellationToken) =>
        await FindAsync(pipelineId, version, cancellationToken) ?? throw new InvalidOperationException($"Version {version} of pipeline {pipelineId} is not stored.");

    /// <summary>The definition of a version; null when the version is not there.</summary>
    /// <exception cref="InvalidOperationException">Its stored text cannot be read: a damaged record.</exception>
    public async Task<PipelineDefinition?> FindAsync(long pipelineId, int version, CancellationToken cancellationToken)
    {
        if (read.TryGetValue((pipelineId, version), out var known))
        {
            return known;
        }

        return await pipelines.FindVersionAsync(pipelineId, version, cancellationToken) is { } record ? Keep(record) : null;
    }

    /// <summary>The definition of a version whose record is at hand.</summary>
    public PipelineDefinition Keep(PipelineVersionRecord record) => read.GetOrAdd((record.PipelineId, record.Version), _ => Read(record));

    private PipelineDefinition Read(PipelineVersionRecord record)
    {
        if (read.Count >= Kept)
        {
            read.Clear(); // rarely reached; what is in use is read again
        }

        var reading = DefinitionReader.ReadAccepted(record.Definition, limits);
        return reading.Definition
            ?? throw new InvalidOperationException(
                $"The stored definition of version {record.Version} of pipeline {record.PipelineId} cannot be read: {Diagnostic.Render("", reading.Problems)}");
    }
}
