using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>An execution whose results were to be reused was removed between the plan and the start. Nothing was written.</summary>
public sealed class ReferenceGoneException(PipelineExecutionArn reference)
    : InvalidOperationException($"Execution '{reference}' was removed meanwhile, its results cannot be reused: name another reference, or run its steps again.");
