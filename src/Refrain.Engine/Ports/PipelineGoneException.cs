using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>The pipeline, or the version to run, was deleted between the look-up and the start.</summary>
public sealed class PipelineGoneException(PipelineArn pipeline, int version)
    : InvalidOperationException($"Version {version} of {pipeline} does not exist any more: look the pipeline up again.");
