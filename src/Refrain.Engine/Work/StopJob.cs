using Refrain.Core.Executions;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Asks a job to end. How it ends is seen by <see cref="WatchJob"/>.</summary>
public sealed class StopJob(IStepRuntime runtime)
{
    /// <summary>It was asked.</summary>
    public Task PerformAsync(StepContext context, StepWork.Stop work, CancellationToken cancellationToken) =>
        runtime.StopAsync(Jobs.Token(context, work.Position, work.Attempt), Jobs.Spec(context, work.Position), cancellationToken);
}
