using Microsoft.Extensions.Logging;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Jobs;
using Refrain.Core.Steps.Callback;
using Refrain.Engine.Ports;
using Refrain.Engine.Work;

namespace Refrain.Engine.Driving;

/// <summary>
/// Does work until it is done: a fault of the world leaves it pending, and it is tried again. A step that cannot be begun or launched is given up after a while: that is
/// recorded, and its retry policies decide. A job that runs is never given up.
/// </summary>
public sealed class WorkPerformer(
    BeginStep beginStep, LaunchJob launchJob, WatchJob watchJob, StopJob stopJob, SendCallback sendCallback, IStepRuntime runtime, TimeProvider clock, FaultLog faults, ILogger<WorkPerformer> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What was noticed; null for work that nobody waits for, and for a step that did not begin until it was not wanted any more.</summary>
    /// <exception cref="OperationCanceledException">This host is leaving, or the session was dropped: the work is somebody else's now.</exception>
    public async Task<Observation?> PerformAsync(StepContext context, StepWork work, CancellationToken cancellationToken)
    {
        using var scope = logger.OfStep(context.Arn, context.Step(work.Position).Name.Value, work.Attempt);
        DateTimeOffset? since = null;
        var hasEnded = false;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                var observation = await OnceAsync(context, work, cancellationToken);
                faults.Over(context.Arn.ToString(), work.ToString());
                Tell(context, work, observation);
                return observation;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (e is System.Diagnostics.UnreachableException or IllegalTransitionException)
                {
                    throw; // a bug of ours does not go away by itself: the execution is parked
                }

                since ??= clock.GetUtcNow();
                var isOver = e is StepFaultException || clock.GetUtcNow() - since >= Patience;
                if (isOver && !IsCallback(context, work) && Faulted(work, e) is { } faulted)
                {
                    var left = await FindJobAsync(context, work, cancellationToken);
                    if (left == LeftJob.None || (left == LeftJob.Ended && hasEnded))
                    {
                        logger.WorkGivenUp(work.ToString(), e.Message, context.Arn, context.Step(work.Position).Name.Value, work.Attempt);
                        return faulted;
                    }

                    hasEnded |= left == LeftJob.Ended; // one more launch may find it, and then its end counts
                }

                faults.Met(context.Arn.ToString(), work.ToString(), e);
            }

            await Task.Delay(delay, clock, cancellationToken);
            if (work is StepWork.Begin && !context.MayStart)
            {
                faults.Over(context.Arn.ToString(), work.ToString());
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
        catch (Exception e) when (e is not (System.Diagnostics.UnreachableException or OperationCanceledException))
        {
            logger.JobNotForgotten(token.ExecutionId, token.Step.Value, token.Attempt, e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Leaving: the next start does it.
        }
    }

    /// <summary>Jobs of which the runtime keeps something; none when it cannot tell now, since nothing hangs on it.</summary>
    public async Task<ValueList<JobToken>> KeptAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.KeptAsync(cancellationToken);
        }
        catch (Exception e) when (e is not (System.Diagnostics.UnreachableException or OperationCanceledException))
        {
            logger.LeftJobsUnknown(e.Message);
            return [];
        }
    }

    private void Tell(StepContext context, StepWork work, Observation? observation)
    {
        if (observation is not null && logger.IsEnabled(LogLevel.Information))
        {
            var what = observation is Observation.Ended { End.Outcome: var outcome } ? $"Ended, {outcome}" : observation.GetType().Name;
            logger.Observed(context.Arn, context.Step(work.Position).Name.Value, work.Attempt, what);
        }
    }

    private static Observation? Faulted(StepWork work, Exception e)
    {
        var fault = (e as StepFaultException)?.Fault ?? StepFault.Service;
        return work switch
        {
            StepWork.Begin begin => new Observation.Faulted(begin.Position, begin.Attempt, fault, e.Message),
            StepWork.Launch launch => new Observation.LaunchFaulted(launch.Position, launch.Attempt, fault, e.Message),
            _ => null,
        };
    }

    // A message is tried until the step does not wait any more: whoever takes it may be away for hours.
    private static bool IsCallback(StepContext context, StepWork work) => work is not StepWork.Begin && context.Step(work.Position).Type is CallbackStepType;

    /// <summary>
    /// A launch that failed may have reached the runtime all the same: an attempt is over only when no job of it runs, since the next one works on the same places.
    /// A job that runs is left alone: nothing is wrong with it, and the launch will find it. Stopping it would end the step as if somebody had wanted that.
    /// </summary>
    private async Task<LeftJob> FindJobAsync(StepContext context, StepWork work, CancellationToken cancellationToken)
    {
        if (work is not StepWork.Launch launch)
        {
            return LeftJob.None;
        }

        try
        {
            var (token, spec) = (Jobs.Token(context, launch.Position, launch.Attempt), Jobs.Spec(context, launch.Position));
            if (context.IsStopping)
            {
                await runtime.StopAsync(token, spec, cancellationToken);
            }

            using var late = new CancellationTokenSource(Patience, clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            var end = await runtime.WaitAsync(token, spec, patience.Token);
            return end.Outcome is JobOutcome.Lost ? LeftJob.None : LeftJob.Ended; // what was never launched is lost, and told at once
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LeftJob.Unknown; // it runs, or nobody tells
        }
        catch (Exception e) when (e is not (OperationCanceledException or System.Diagnostics.UnreachableException or IllegalTransitionException))
        {
            faults.Met(context.Arn.ToString(), $"giving up {work}", e);
            return LeftJob.Unknown;
        }
    }

    private async Task<Observation?> OnceAsync(StepContext context, StepWork work, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case StepWork.Begin begin:
                return await beginStep.PerformAsync(context, begin, cancellationToken);
            case StepWork.Launch launch when IsCallback(context, launch):
                return await sendCallback.PerformAsync(context, launch, cancellationToken);
            case StepWork.Stop stop when IsCallback(context, stop):
                await sendCallback.StopAsync(context, stop, cancellationToken);
                return null;
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

    /// <summary>What a launch that failed left with the runtime.</summary>
    private enum LeftJob
    {
        None,
        Ended,
        Unknown,
    }
}
