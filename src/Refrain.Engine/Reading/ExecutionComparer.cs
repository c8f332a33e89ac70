using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Reading;

/// <summary>Reads two executions of a pipeline, which may have run different versions of it, and compares them.</summary>
public sealed class ExecutionComparer(IPipelineStore pipelines, DefinitionLibrary definitions, ExecutionReader executions)
{
    /// <summary>What is different in the second.</summary>
    /// <exception cref="RefusalException">They are executions of different pipelines.</exception>
    public async Task<ExecutionDiff> CompareAsync(ExecutionRecord old, ExecutionRecord @new, CancellationToken cancellationToken)
    {
        if (old.PipelineId != @new.PipelineId)
        {
            throw RefusalException.Invalid(
                $"'{old.Arn}' and '{@new.Arn}' are executions of different pipelines: only executions of one pipeline can be compared.");
        }

        var (before, after) = (await ReadAsync(old, cancellationToken), await ReadAsync(@new, cancellationToken));
        var definition = old.PipelineVersion == @new.PipelineVersion
            ? DefinitionDiff.None
            : DefinitionDiff.Between(
                (before.Definition, await DocumentAsync(old, cancellationToken)),
                (after.Definition, await DocumentAsync(@new, cancellationToken)));
        return ExecutionDiffs.Between(before, after, definition);
    }

    private async Task<ComparedExecution> ReadAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        var definition = await definitions.GetAsync(record.PipelineId, record.PipelineVersion, cancellationToken);
        var steps = await executions.StepsAsync(record, cancellationToken);
        TimeSpan? duration = record.Status is ExecutionStatus.Executing or ExecutionStatus.Stopping ? null : record.ModifiedAt - record.CreatedAt;
        return new ComparedExecution(
            new ExecutionSide(record.Arn, record.PipelineVersion, record.Status, record.CreatedAt, duration),
            definition,
            record.Plan.Parameters,
            steps.Select(view => new ComparedStep(view.Report, view.Reused is not null)).ToValueList());
    }

    private async Task<JsonElement> DocumentAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        var version = await pipelines.FindVersionAsync(record.PipelineId, record.PipelineVersion, cancellationToken)
            ?? throw new InvalidOperationException($"Version {record.PipelineVersion} of pipeline {record.PipelineId} is not stored.");
        return new RawJson(version.Definition).Parse();
    }
}
