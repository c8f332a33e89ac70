using static Refrain.Core.Executions.ExecutionEvent;
using static Refrain.Core.Executions.StepState;

namespace Refrain.Core.Executions;

/// <summary>Every legal move of a step, on one screen.</summary>
public static class StepTransitions
{
    /// <summary>The state after an event.</summary>
    /// <exception cref="IllegalTransitionException">The event cannot follow the state.</exception>
    public static StepState Next(StepState from, ExecutionEvent happened) => (from, happened) switch
    {
        (Waiting w, StepLaunching e) when e.Attempt == w.NextAttempt => new Launching(e.Attempt),
        (Waiting or BackingOff, StepCacheHit e) => new Succeeded(e.Result),
        (BackingOff b, StepLaunching e) when e.Attempt == b.NextAttempt => new Launching(e.Attempt),
        (Waiting w, CallbackSending e) when e.Attempt == w.NextAttempt => new Launching(e.Attempt),
        (Launching l, StepStarted e) when e.Attempt == l.Attempt => new Running(e.Attempt, e.JobHandle),

        (Launching l, StepStopping e) when e.Attempt == l.Attempt => l,
        (Running r, StepStopping e) when e.Attempt == r.Attempt => r,

        // Steps without a job, and steps whose arguments cannot be resolved, never launch.
        (Waiting w, StepSucceeded e) when e.Attempt == w.NextAttempt => new Succeeded(e.Result),
        (Waiting w, StepFailed e) when e.Attempt == w.NextAttempt => new Failed(e.Reason),
        (Waiting w, StepBackedOff e) when e.NextAttempt == w.NextAttempt + 1 => new BackingOff(e.NextAttempt, e.Until),
        (BackingOff b, StepSucceeded e) when e.Attempt == b.NextAttempt => new Succeeded(e.Result),
        (BackingOff b, StepFailed e) when e.Attempt == b.NextAttempt => new Failed(e.Reason),
        (BackingOff b, StepStopped e) when e.Attempt == b.NextAttempt => new Stopped(),
        (BackingOff b, StepBackedOff e) when e.NextAttempt == b.NextAttempt + 1 => new BackingOff(e.NextAttempt, e.Until),

        (Launching l, StepSucceeded e) when e.Attempt == l.Attempt => new Succeeded(e.Result),
        (Launching l, StepFailed e) when e.Attempt == l.Attempt => new Failed(e.Reason),
        (Launching l, StepStopped e) when e.Attempt == l.Attempt => new Stopped(),
        (Launching l, StepBackedOff e) when e.NextAttempt == l.Attempt + 1 => new BackingOff(e.NextAttempt, e.Until),

        (Running r, StepSucceeded e) when e.Attempt == r.Attempt => new Succeeded(e.Result),
        (Running r, StepFailed e) when e.Attempt == r.Attempt => new Failed(e.Reason),
        (Running r, StepStopped e) when e.Attempt == r.Attempt => new Stopped(),
        (Running r, StepBackedOff e) when e.NextAttempt == r.Attempt + 1 => new BackingOff(e.NextAttempt, e.Until),

        _ => throw new IllegalTransitionException(from, happened),
    };
}
