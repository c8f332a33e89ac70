using Refrain.Core.Identifiers;

namespace Refrain.Engine.Reading;

/// <summary>The execution was deleted, with its pipeline or by retention, while it was being read.</summary>
public sealed class ExecutionGoneException(PipelineExecutionArn execution) : InvalidOperationException($"Pipeline execution '{execution}' does not exist any more.");
