using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>Finds executions by the short name that people use: the id at the end of the ARN, which no two executions share.</summary>
public interface IExecutionNames
{
    /// <summary>The ARN of the execution with that id, or null.</summary>
    Task<PipelineExecutionArn?> FindArnAsync(string executionId, CancellationToken cancellationToken);
}
