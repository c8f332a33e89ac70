using Refrain.Core.Identifiers;

namespace Refrain.Engine.Ports;

/// <summary>Which step waits for an answer to a token. Written by <see cref="IExecutionStore.AppendAsync"/>; gone with its execution.</summary>
public interface ICallbackIndex
{
    /// <summary>The step of a token, whether it still waits or not; null for a token that was never sent.</summary>
    Task<CallbackPlace?> FindAsync(string token, CancellationToken cancellationToken);
}

/// <summary>A token, and the step it belongs to.</summary>
public sealed record NewCallback(string Token, StepName Step);

/// <summary>Where a token belongs.</summary>
public sealed record CallbackPlace(PipelineExecutionArn Execution, StepName Step);
