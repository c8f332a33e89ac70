using Microsoft.Extensions.Logging;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Engine.Ports;
using Refrain.Engine.Work;

namespace Refrain.Engine.Driving;

/// <summary>Does work until it is done: a fault of the world leaves it pending, and it is tried again.</summary>
public sealed class WorkPerformer(
    BeginStep beginStep, LaunchJob launchJob, WatchJob watchJob, StopJob stopJob, IStepRuntime runtime, TimeProvider clock, ILogger<WorkPerformer> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>What was noticed; null for work that nobody waits for, and for a step that failed to begin until it was not wanted any more.</summary>
    /// <exception cref="OperationCanceledException">This host is leaving, or the session was dropped: the work is somebody else's now.</exception>
    public async Task<Observation?> PerformAsync(StepContext context, StepWork work, CancellationToken cancellationToken)
    {
        var (step, attempt) = (context.Step(work.Position).Name.Value, AttemptOf(work));
        string? told = null;
        var tries = 1;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                var observation = await OnceAsync(context, work, cancellationToken);
                Tell(context, work, observation, told is null ? 0 : tries);
                return observation;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (e is System.Diagnostics.UnreachableException or IllegalTransitionException)
                {
                    throw; // a bug of ours does not go away by itself: the execution is parked
                }

                // The same trouble is told once, however often the work is tried again.
                logger.WorkRetried(e.Message == told ? LogLevel.Debug : LogLevel.Warning, context.Arn, step, attempt, work.GetType().Name, e.Message);
                told = e.Message;
                tries++;
            }

            await Task.Delay(delay, clock, cancellationToken);
            if (work is StepWork.Begin && !context.MayStart)
            {
                return null; // the world may never recover, and a stop does not wait for it
            }
        }
    }

    /// <summary>Lets the runtime free what it keeps of a job whose end is recorded. Failing to is no harm.</summary>
    public async Task ForgetAsync(JobToken token, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.ForgetAsync(token, cancellationToken);
        }
        catch (Exception e) when (e is not System.Diagnostics.UnreachableException)
        {
            logger.NotForgotten(token.ExecutionId, token.Step.Value, token.Attempt, e.Message);
        }
    }

    private void Tell(StepContext context, StepWork work, Observation? observation, int tries)
    {
        var (step, attempt) = (context.Step(work.Position).Name.Value, AttemptOf(work));
        if (tries > 0)
        {
            logger.WorkRecovered(context.Arn, step, attempt, work.GetType().Name, tries);
        }

        if (observation is not null)
        {
            logger.Observed(context.Arn, step, attempt, observation is Observation.Ended { End.Outcome: var outcome } ? $"Ended, {outcome}" : observation.GetType().Name);
        }
    }

    private static int AttemptOf(StepWork work) => work switch
    {
        StepWork.Begin begin => begin.Attempt,
        StepWork.Launch launch => launch.Attempt,
        StepWork.Watch watch => watch.Attempt,
        StepWork.Stop stop => stop.Attempt,
        StepWork.Wake wake => wake.Attempt,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Observation?> OnceAsync(StepContext context, StepWork work, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case StepWork.Begin begin:
                return await beginStep.PerformAsync(context, begin, cancellationToken);
            case StepWork.Launch launch:
                return await launchJob.PerformAsync(context, launch, cancellationToken);
            case StepWork.Watch watch:
                return await watchJob.PerformAsync(context, watch, cancellationToken);
            case StepWork.Stop stop:
                await stopJob.PerformAsync(context, stop, cancellationToken);
                return null;
            case StepWork.Wake wake:
                var wait = wake.Until - clock.GetUtcNow();
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancellationToken);
                return new Observation.Woken(wake.Position, wake.Attempt);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
