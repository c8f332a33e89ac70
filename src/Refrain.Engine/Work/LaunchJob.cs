using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Engine.Driving;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Work;

/// <summary>Makes sure that the runtime has the job of a recorded launch.</summary>
public sealed class LaunchJob(IStepRuntime runtime)
{
    /// <summary>The runtime has it.</summary>
    public async Task<Observation> PerformAsync(StepContext context, StepWork.Launch work, CancellationToken cancellationToken)
    {
        var handle = await runtime.LaunchAsync(Jobs.Token(context, work.Position, work.Attempt), Jobs.Spec(context, work.Position), cancellationToken);
        return new Observation.Launched(work.Position, work.Attempt, handle.Name, handle.Isolation);
    }
}

/// <summary>Token and spec of a launched step: the same for every process that asks.</summary>
internal static class Jobs
{
    /// <summary>What a step without a job makes is known by this: an attempt that was given up may have made it, and the next one finds it.</summary>
    public static string MadeBy(StepContext context, int position) => Token(context, position, attempt: 1).Value;

    public static JobToken Token(StepContext context, int position, int attempt) => new(context.Arn.ExecutionId, context.Step(position).Name, attempt);

    public static JobSpec Spec(StepContext context, int position) =>
        ((IJobStepType)context.Step(position).Type).Spec(context.Job(position)); // only job steps are launched
}
